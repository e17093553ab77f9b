#include "job/link_answers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/json.h"
#include "base/retry.h"
#include "base/text.h"
#include "lake/merge.h"

namespace jutong::job {

namespace {

using fusion::Likeness;
using lake::quoted_name;
using lake::quoted_text;

constexpr std::array<std::string_view, 3> answer_words = {"accept", "reject", "unsure"};

Result<catalog::Library const*> linking_library(Workplace& workplace, std::string const& name) {
    auto const* const library = workplace.catalog().find_library(name);
    if (library == nullptr)
        return fail(Code::not_found, "catalog.unknown_library", "There is no library " + name);
    if (!library->link)
        return fail(Code::invalid, "fuse.not_linked",
                    "The library " + name +
                        " does not say how rows without a number are linked; add link: to it");
    return library;
}

// The questions about rows of one feed.
class FeedQuestions {
public:
    FeedQuestions(catalog::Library const& library, fusion::PlanFeed const& feed,
                  QuestionsAsked const& asked)
        : library_(library), feed_(feed), asked_(asked) {}

    std::string sql() const {
        std::string columns =
            "l.file, k.row_key, k.\"row\", k.number, k.decided_by, k.probability, k.weight, "
            "k.evidence, a.answer, a.reason, hash(k.key)::VARCHAR";
        for (auto const field : library_.link->fields) {
            auto const type = lake::type_of(library_.fields[field].element->kind());
            auto const column = feed_.column_of(field);
            columns += ", " + (column ? lake::text_sql(type, "c." + *column) : "NULL::VARCHAR");
            columns += ", " + lake::text_sql(type, "g." + quoted_name(library_.fields[field].name));
        }
        return fmt::format(
            "SELECT {} FROM {} k JOIN clean.{} c ON c.row_id = k.row_key JOIN library.{} g ON "
            "g.number = k.number JOIN meta.load l ON l.load = k.load LEFT JOIN {} a ON a.resource "
            "= "
            "k.resource AND a.row_key = k.row_key AND a.number = k.number WHERE k.resource = {} "
            "AND "
            "k.state = {}{} ORDER BY {} LIMIT {}",
            columns, fusion::likeness_table(library_.name), quoted_name(table()),
            quoted_name(library_.name), answers_sql(library_), quoted_text(feed_.name),
            quoted_text(to_string(asked_.state)), asked_.answered ? "" : " AND a.answer IS NULL",
            asked_.sample ? "hash(k.key)" : "k.probability DESC, k.row_key, k.number",
            asked_.limit);
    }

    LinkQuestion question(std::vector<lake::Cell> const& cells) const {
        auto const text = [&](std::size_t i) { return cells[i].value_or(""); };
        LinkQuestion out;
        out.resource = feed_.name;
        out.file = text(0);
        out.row_key = std::stoll(text(1));
        out.row = std::stoll(text(2));
        out.number = text(3);
        out.state = asked_.state;
        out.by_person = text(4) == "person";
        out.probability = std::stod(text(5));
        out.weight = std::stod(text(6));
        out.answer = text(8);
        out.reason = text(9);
        for (std::size_t i = 0; i < library_.link->fields.size(); ++i) {
            auto const& field = library_.fields[library_.link->fields[i]];
            out.fields.push_back({field.name, field.title, text(11 + 2 * i), text(12 + 2 * i), {}});
        }
        explain(text(7), out);
        return out;
    }

private:
    std::string table() const { return feed_.watched.front().table; }

    static void explain(std::string const& evidence, LinkQuestion& out) {
        if (evidence.empty()) return;
        auto const read = json::parse(evidence);
        out.prior = read.at("prior").to_number<double>();
        out.explained = read.at("explained").to_number<double>();
        for (auto const& one : read.at("fields").as_array()) {
            auto const name = std::string(one.at("field").as_string());
            auto found = std::ranges::find(out.fields, name, &LinkQuestion::Field::field);
            if (found == out.fields.end()) {  // the number as it was sent
                out.fields.insert(out.fields.begin(), {name, "号码", "", out.number, {}});
                found = out.fields.begin();
            }
            found->level = std::string(one.at("level").as_string());
            found->bits = one.at("bits").to_number<double>();
        }
    }

    catalog::Library const& library_;
    fusion::PlanFeed const& feed_;
    QuestionsAsked const& asked_;
};

// z of 95 %.
constexpr double confidence = 1.959963984540054;

double wilson(SeenShare const& share, double side) {
    if (share.of == 0) return side < 0 ? 0 : 1;
    auto const n = static_cast<double>(share.of), p = share.share(), z = confidence;
    auto const middle = p + z * z / (2 * n);
    auto const half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return std::clamp((middle + side * half) / (1 + z * z / n), 0.0, 1.0);
}

}  // namespace

std::string answers_sql(catalog::Library const& library) {
    return fmt::format(
        "(SELECT resource, row_key, number, arg_max(answer, answered_at) AS answer, "
        "arg_max(reason, "
        "answered_at) AS reason, arg_min(state, answered_at) AS was FROM meta.answer WHERE library "
        "= {} GROUP BY resource, row_key, number)",
        quoted_text(library.name));
}

std::string_view to_string(LinkAnswer answer) {
    return answer_words[static_cast<std::size_t>(answer)];
}

std::optional<LinkAnswer> link_answer_of(std::string_view word) {
    auto const found = std::ranges::find(answer_words, word);
    if (found == answer_words.end()) return std::nullopt;
    return static_cast<LinkAnswer>(found - answer_words.begin());
}

Result<std::vector<LinkQuestion>> questions_of(Workplace& workplace, std::string const& name,
                                               QuestionsAsked const& asked) {
    auto const& library = *TRY(linking_library(workplace, name));
    auto const plan = fusion::plan_of(workplace.catalog(), library);
    std::vector<std::pair<std::string, LinkQuestion>> found;  // by what they are ordered by
    auto session = TRY(workplace.lake().session());
    auto const read = [&]() -> Done {
        found.clear();
        auto const present = TRY(
            session.query("SELECT DISTINCT resource FROM " + fusion::likeness_table(library.name)));
        for (auto const& feed : plan.feeds) {
            auto const is_this = [&](auto const& row) { return *row[0] == feed.name; };
            if (feed.linked_by != name || std::ranges::none_of(present.rows, is_this)) continue;
            FeedQuestions const questions(library, feed, asked);
            auto const rows = TRY(session.query(questions.sql()));
            for (auto const& cells : rows.rows) {
                auto question = questions.question(cells);
                auto order = asked.sample ? fmt::format("{:0>20}", *cells[10])
                                          : fmt::format("{:.4f}", 1 - question.probability);
                found.emplace_back(std::move(order), std::move(question));
            }
        }
        return {};
    };
    TRY(session.reading(read));
    std::ranges::stable_sort(found, {}, [](auto const& one) { return one.first; });
    if (found.size() > asked.limit) found.resize(asked.limit);
    std::vector<LinkQuestion> out;
    for (auto& [order, question] : found) out.push_back(std::move(question));
    return out;
}

Done answer_question(Workplace& workplace, AnswerGiven const& given) {
    auto const& library = *TRY(linking_library(workplace, given.library));
    if (trim(given.reason).empty() || given.reason.size() > answer_reason_bytes_max)
        return fail(Code::invalid, "fuse.answer",
                    fmt::format("Say why, in at most {} bytes", answer_reason_bytes_max));
    auto session = TRY(workplace.lake().session());
    auto const record = [&]() -> Done {
        auto const question = TRY(session.query(
            fmt::format(
                "SELECT state, probability FROM {} WHERE resource = $1 AND row_key = $2 AND "
                "number = $3 UNION ALL SELECT was, NULL FROM {} WHERE resource = $1 AND "
                "row_key = $2 AND number = $3",
                fusion::likeness_table(library.name), answers_sql(library)),
            {given.resource, std::to_string(given.row_key), given.number}));
        if (question.rows.empty())
            return fail(
                Code::not_found, "fuse.question",
                fmt::format("{}/{} and {} are no question; jutong fuse review {} shows them",
                            given.resource, given.row_key, given.number, given.library));
        auto const accepted = TRY(session.query(
            fmt::format("SELECT number FROM {} WHERE resource = $1 AND row_key = $2 AND number <> "
                        "$3 AND answer = 'accept'",
                        answers_sql(library)),
            {given.resource, std::to_string(given.row_key), given.number}));
        if (given.answer == LinkAnswer::accept && !accepted.rows.empty())
            return fail(Code::conflict, "fuse.answer.contradicts",
                        fmt::format("The row was accepted for {} already; reject that first",
                                    *accepted.rows[0][0]));
        auto const& first = question.rows.front();
        return session.run(fmt::format(
            "INSERT INTO meta.answer (library, resource, row_key, number, answer, reason, actor, "
            "answered_at, state, probability) VALUES ({}, {}, {}, {}, {}, {}, {}, now(), {}, {})",
            quoted_text(given.library), quoted_text(given.resource), given.row_key,
            quoted_text(given.number), quoted_text(to_string(given.answer)),
            quoted_text(given.reason), quoted_text(given.actor), quoted_text(first[0].value_or("")),
            first[1].value_or("NULL")));
    };
    return retry_conflicts(
        [&] { return session.transaction({given.actor, "answer " + given.library}, record); });
}

double SeenShare::share() const {
    return of == 0 ? 0 : static_cast<double>(seen) / static_cast<double>(of);
}
double SeenShare::low() const { return wilson(*this, -1); }
double SeenShare::high() const { return wilson(*this, 1); }

std::optional<double> LinkMerit::recall() const {
    if (precision.of == 0 || (review > 0 && review_right.of == 0)) return std::nullopt;
    auto const right = static_cast<double>(linked) * precision.share();
    auto const missed = static_cast<double>(review) * review_right.share();
    if (right + missed == 0) return std::nullopt;
    return right / (right + missed);
}

Result<LinkMerit> merit_of(Workplace& workplace, std::string const& name) {
    auto const& library = *TRY(linking_library(workplace, name));
    auto session = TRY(workplace.lake().session());
    LinkMerit out;
    auto const read = [&]() -> Done {
        out = {};
        auto const last =
            TRY(session.query("SELECT asked, linked, review FROM meta.linkage WHERE library = $1 "
                              "ORDER BY linked_at DESC LIMIT 1",
                              {name}));
        if (!last.rows.empty()) {
            out.asked = std::stoll(*last.rows[0][0]);
            out.linked = std::stoll(*last.rows[0][1]);
            out.review = std::stoll(*last.rows[0][2]);
        }
        auto const answers = TRY(session.query(fmt::format(
            "SELECT was, count(*) FILTER (answer = 'accept'), count(*) FROM {} WHERE answer <> "
            "'unsure' GROUP BY was",
            answers_sql(library))));
        for (auto const& row : answers.rows) {
            auto& share = row[0] == to_string(Likeness::linked) ? out.precision : out.review_right;
            share = {std::stoll(*row[1]), std::stoll(*row[2])};
        }
        return {};
    };
    TRY(session.reading(read));
    return out;
}

}  // namespace jutong::job
