// The review queue of linkage: rows and the subjects they may be, side by side, and what people say
// of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fusion/plan.h"
#include "job/workplace.h"

namespace jutong::job {

// Of a row and a number of a library, wherever they are spoken of; tells neither.
std::int64_t question_key(std::string_view resource, std::int64_t row_key, std::string_view number);

inline constexpr std::size_t questions_max = 1000;
inline constexpr std::size_t answer_reason_bytes_max = 2000;

enum class LinkAnswer : std::uint8_t { accept, reject, unsure };
std::string_view to_string(LinkAnswer answer);
std::optional<LinkAnswer> link_answer_of(std::string_view word);

// A row and a subject that it is, or may be.
struct LinkQuestion {
    std::int64_t key = 0;  // question_key
    std::string resource, file;
    std::int64_t row_key = 0;  // the row's row_id
    std::int64_t row = 0;      // in its file
    std::string number;
    fusion::Likeness state = fusion::Likeness::review;
    bool by_person = false;
    double probability = 0;
    // log2 odds, and what makes them: `prior`, the bits of the fields, less `explained` by what
    // those share who are not one subject. As of the linkage that last changed the question.
    double weight = 0, prior = 0, explained = 0;
    struct Field {
        std::string field, title;
        std::string row_value, golden_value;  // empty: none
        std::string level;                    // empty: not compared
        double bits = 0;
    };
    std::vector<Field> fields;
    std::string answer, reason;  // the last one; empty: none
};

struct QuestionsAsked {
    fusion::Likeness state = fusion::Likeness::review;
    bool answered = false;  // also those that were answered
    bool sample = false;  // in an order that has nothing to do with them; else the likeliest first
    std::size_t limit = 20;
};

// Fails with catalog.unknown_library (not_found), fuse.not_linked (invalid) where the library does
// not say how rows are linked.
Result<std::vector<LinkQuestion>> questions_of(Workplace& workplace, std::string const& library,
                                               QuestionsAsked const& asked);

struct AnswerGiven {
    std::string library, resource, number;
    std::int64_t row_key = 0;
    LinkAnswer answer = LinkAnswer::unsure;
    std::string reason, actor;
};

// Takes effect with the next fusion, is durable now, and needs no lock: accepted rows are linked
// and rejected ones never again, whatever the model says. Fails as questions_of; with fuse.question
// (not_found) where the row and the number are no question, fuse.answer (invalid) without a reason,
// fuse.answer.contradicts (conflict) where the row was accepted for another number.
Done answer_question(Workplace& workplace, AnswerGiven const& given);

// The row and the number of a question, open or answered; the rest is left empty. Fails as
// questions_of, and with fuse.question (not_found).
Result<AnswerGiven> question_of(Workplace& workplace, std::string const& library, std::int64_t key);

// A share that was seen in `of` cases, with its interval of 95 % (Wilson).
struct SeenShare {
    std::int64_t seen = 0, of = 0;
    double share() const;
    double low() const;
    double high() const;
};

// How good the links are, by people's answers; unsure ones do not count.
struct LinkMerit {
    std::int64_t asked = 0, linked = 0, review = 0;  // rows without a number; links; questions
    SeenShare precision;                             // accepted of the links that were looked at
    SeenShare review_right;  // accepted of the questions that were looked at
    // Of the links and questions that are right, the share that is linked; nothing where too little
    // was answered.
    std::optional<double> recall() const;
};
Result<LinkMerit> merit_of(Workplace& workplace, std::string const& library);

}  // namespace jutong::job
