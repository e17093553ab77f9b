#include "job/answer_book.h"

#include <map>
#include <tuple>

namespace jutong::job {

namespace {

constexpr std::string_view schema = R"(
CREATE TABLE IF NOT EXISTS job_answer (
    id INTEGER PRIMARY KEY AUTOINCREMENT, library TEXT NOT NULL, resource TEXT NOT NULL,
    row_key INTEGER NOT NULL, number TEXT NOT NULL, answer TEXT NOT NULL, reason TEXT NOT NULL,
    actor TEXT NOT NULL, answered TEXT NOT NULL, was TEXT NOT NULL);
)";

}  // namespace

Result<std::vector<BookedAnswer>> answers_in(store::Store& store, std::string const& library) {
    TRY(store.run_script(schema));
    auto const rows = TRY(store.query(
        "SELECT resource, row_key, number, answer, reason, actor, was, answered FROM job_answer "
        "WHERE library = ?1 ORDER BY id",
        {library}));
    std::map<std::tuple<std::string, std::int64_t, std::string>, BookedAnswer> last;
    for (auto const& row : rows) {
        BookedAnswer one{library,     row.text(0), row.integer(1), row.text(2), row.text(3),
                         row.text(4), row.text(5), row.text(6),    row.text(7)};
        auto const [found, is_first] =
            last.try_emplace({one.resource, one.row_key, one.number}, one);
        if (is_first) continue;
        one.was = found->second.was;
        found->second = std::move(one);
    }
    std::vector<BookedAnswer> out;
    for (auto& [key, one] : last) out.push_back(std::move(one));
    return out;
}

Result<std::int64_t> count_answers(store::Store& store, std::string const& library) {
    TRY(store.run_script(schema));
    return TRY(store.query("SELECT count(*) FROM job_answer WHERE library = ?1", {library}))
        .at(0)
        .integer(0);
}

Done keep_answers(store::Store& store, std::vector<BookedAnswer> const& given) {
    TRY(store.run_script(schema));
    return store.transaction([&]() -> Done {
        for (auto const& one : given)
            TRY(store.run(
                "INSERT INTO job_answer (library, resource, row_key, number, answer, reason, "
                "actor, answered, was) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE NOT EXISTS "
                "(SELECT 1 FROM job_answer WHERE library = ?1 AND resource = ?2 AND row_key = ?3 "
                "AND number = ?4 AND answer = ?5 AND answered = ?8)",
                {one.library, one.resource, one.row_key, one.number, one.answer, one.reason,
                 one.actor, one.answered, one.was}));
        return {};
    });
}

Done erase_answers(store::Store& store, ingest::Mentions const& mentions) {
    TRY(store.run_script(schema));
    return store.transaction([&]() -> Done {
        for (auto const& row : TRY(store.query("SELECT id, number, reason FROM job_answer"))) {
            if (mentions.in(row.text(1)))
                TRY(store.run("DELETE FROM job_answer WHERE id = ?1", {row.integer(0)}));
            else if (mentions.in(row.text(2)))
                TRY(store.run("UPDATE job_answer SET reason = 'erased' WHERE id = ?1",
                              {row.integer(0)}));
        }
        return {};
    });
}

}  // namespace jutong::job
