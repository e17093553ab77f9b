// What people said of rows and the subjects that they may be, as it is kept in the store: durable
// at once, and while a run goes on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/mentions.h"
#include "store/store.h"

namespace jutong::job {

struct BookedAnswer {
    std::string library, resource;
    std::int64_t row_key = 0;  // the row's row_id
    std::string number;
    std::string answer, reason, actor;  // of the last word
    std::string was;                    // what it was when it was answered first
    std::string answered = {};          // when: ISO 8601
};

// The last word of each row and number of a library.
Result<std::vector<BookedAnswer>> answers_in(store::Store& store, std::string const& library);

// How often it was answered: grows with every answer.
Result<std::int64_t> count_answers(store::Store& store, std::string const& library);

// In this order, all or none. One that is there already, with its time, stays as it is.
Done keep_answers(store::Store& store, std::vector<BookedAnswer> const& given);

// Those whose number is mentioned go; reasons that mention one say `erased`.
Done erase_answers(store::Store& store, ingest::Mentions const& mentions);

}  // namespace jutong::job
