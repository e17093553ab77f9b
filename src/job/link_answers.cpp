#include "job/link_answers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <xxhash.h>

#include "base/json.h"
#include "base/text.h"
#include "job/answer_book.h"
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
            "k.evidence, k.key, hash(k.key)::VARCHAR";
        for (auto const field : library_.link->fields) {
            auto const type = lake::type_of(library_.fields[field].element->kind());
            auto const column = feed_.column_of(field);
            columns += ", " + (column ? lake::text_sql(type, "c." + *column) : "NULL::VARCHAR");
            columns += ", " + lake::text_sql(type, "g." + quoted_name(library_.fields[field].name));
        }
        return fmt::format(
            "SELECT {} FROM {} k JOIN clean.{} c ON c.row_id = k.row_key JOIN library.{} g ON "
            "g.number = k.number JOIN meta.load l ON l.load = k.load WHERE k.resource = {} AND "
            "k.state = {}{} ORDER BY {} LIMIT {}",
            columns, fusion::likeness_table(library_.name), quoted_name(table()),
            quoted_name(library_.name), quoted_text(feed_.name),
            quoted_text(to_string(asked_.state)),
            asked_.answered ? "" : " AND k.key NOT IN (SELECT key FROM answered)",
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
        out.key = std::stoll(text(8));
        for (std::size_t i = 0; i < library_.link->fields.size(); ++i) {
            auto const& field = library_.fields[library_.link->fields[i]];
            out.fields.push_back({field.name, field.title, text(10 + 2 * i), text(11 + 2 * i), {}});
        }
        explain(text(7), out);
        return out;
    }

private:
    std::string table() const { return feed_.watched.front().table; }

    void explain(std::string const& evidence, LinkQuestion& out) const {
        if (evidence.empty()) return;
        auto const read = json::parse(evidence);
        out.prior = read.at("prior").to_number<double>();
        out.explained = read.at("explained").to_number<double>();
        for (auto const& one : read.at("fields").as_array()) {
            auto const name = std::string(one.at("field").as_string());
            auto found = std::ranges::find(out.fields, name, &LinkQuestion::Field::field);
            if (found == out.fields.end()) {  // the number as it was sent
                out.fields.insert(
                    out.fields.begin(),
                    {name, std::string(library_.number->title()), "", out.number, {}});
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

std::int64_t question_key(std::string_view resource, std::int64_t row_key,
                          std::string_view number) {
    auto const name = fmt::format("{}|{}|{}", resource, row_key, number);
    return static_cast<std::int64_t>(XXH3_64bits(name.data(), name.size()) >> 1U);
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
    std::map<std::int64_t, BookedAnswer> answers;
    std::vector<std::int64_t> answered;
    for (auto& one : TRY(answers_in(workplace.store(), name))) {
        answered.push_back(question_key(one.resource, one.row_key, one.number));
        answers[answered.back()] = std::move(one);
    }
    auto session = TRY(workplace.lake().session());
    auto const read = [&]() -> Done {
        found.clear();
        TRY(lake::name_values(session, "answered", "key", answered));
        auto const present = TRY(
            session.query("SELECT DISTINCT resource FROM " + fusion::likeness_table(library.name)));
        for (auto const& feed : plan.feeds) {
            auto const is_this = [&](auto const& row) { return *row[0] == feed.name; };
            if (feed.linked_by != name || std::ranges::none_of(present.rows, is_this)) continue;
            FeedQuestions const questions(library, feed, asked);
            auto const rows = TRY(session.query(questions.sql()));
            for (auto const& cells : rows.rows) {
                auto question = questions.question(cells);
                if (auto const said = answers.find(question.key); said != answers.end()) {
                    question.answer = said->second.answer;
                    question.reason = said->second.reason;
                }
                auto order = asked.sample ? fmt::format("{:0>20}", *cells[9])
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

namespace {

// A question as the lake has it, or as it was when it was answered first; nothing: it is none.
template <typename Matches>
Result<std::optional<BookedAnswer>> asked_of(Workplace& workplace, std::string const& library,
                                             std::int64_t key,
                                             std::vector<BookedAnswer> const& answers,
                                             Matches const& matches) {
    auto const before = std::ranges::find_if(answers, matches);
    if (before != answers.end()) return *before;
    auto session = TRY(workplace.lake().session());
    auto const found = TRY(session.query(
        fmt::format("SELECT resource, row_key, number, state FROM {} WHERE key = $1::BIGINT",
                    fusion::likeness_table(library)),
        {std::to_string(key)}));
    for (auto const& row : found.rows) {
        BookedAnswer one{library, *row[0], std::stoll(*row[1]), *row[2], "", "", "", *row[3]};
        if (matches(one)) return one;
    }
    return std::nullopt;
}

tl::unexpected<Error> no_question(std::string_view what, std::string const& library) {
    return fail(Code::not_found, "fuse.question",
                fmt::format("{} is no question; jutong fuse review {} shows them", what, library));
}

}  // namespace

Result<AnswerGiven> question_of(Workplace& workplace, std::string const& name, std::int64_t key) {
    TRY(linking_library(workplace, name));
    auto const is_it = [&](BookedAnswer const& one) {
        return question_key(one.resource, one.row_key, one.number) == key;
    };
    auto const answers = TRY(answers_in(workplace.store(), name));
    auto const found = TRY(asked_of(workplace, name, key, answers, is_it));
    if (!found) return no_question(std::to_string(key), name);
    return AnswerGiven{name, found->resource, found->number, found->row_key, {}, "", ""};
}

Done answer_question(Workplace& workplace, AnswerGiven const& given) {
    TRY(linking_library(workplace, given.library));
    if (trim(given.reason).empty() || given.reason.size() > answer_reason_bytes_max)
        return fail(Code::invalid, "fuse.answer",
                    fmt::format("Say why, in at most {} bytes", answer_reason_bytes_max));
    auto const of_row = [&](BookedAnswer const& one) {
        return one.resource == given.resource && one.row_key == given.row_key;
    };
    auto const is_it = [&](BookedAnswer const& one) {
        return of_row(one) && one.number == given.number;
    };
    auto const answers = TRY(answers_in(workplace.store(), given.library));
    auto const key = question_key(given.resource, given.row_key, given.number);
    auto asked = TRY(asked_of(workplace, given.library, key, answers, is_it));
    if (!asked)
        return no_question(fmt::format("{}/{} and {}", given.resource, given.row_key, given.number),
                           given.library);
    for (auto const& one : answers)
        if (given.answer == LinkAnswer::accept && of_row(one) && one.number != given.number &&
            one.answer == to_string(LinkAnswer::accept))
            return fail(
                Code::conflict, "fuse.answer.contradicts",
                fmt::format("The row was accepted for {} already; reject that first", one.number));
    asked->answer = to_string(given.answer);
    asked->reason = given.reason;
    asked->actor = given.actor;
    asked->answered = iso_time(workplace.clock().now());
    return keep_answers(workplace.store(), {*asked});
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
    TRY(linking_library(workplace, name));
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
        return {};
    };
    TRY(session.reading(read));
    for (auto const& one : TRY(answers_in(workplace.store(), name))) {
        if (one.answer == to_string(LinkAnswer::unsure)) continue;
        auto const was_linked = one.was == to_string(Likeness::linked);
        auto& share = was_linked ? out.precision : out.review_right;
        ++share.of;
        if (one.answer == to_string(LinkAnswer::accept)) ++share.seen;
    }
    return out;
}

}  // namespace jutong::job
