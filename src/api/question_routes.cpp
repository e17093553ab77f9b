// The review queue of linkage: is this row of that subject?
#include <algorithm>
#include <charconv>

#include "api/purpose.h"
#include "api/reading.h"
#include "job/library_page.h"
#include "job/link_answers.h"
#include "job/link_words.h"
#include "job/personal.h"
#include "job/quality_examples.h"

namespace jutong::api {

namespace {

constexpr std::int64_t questions_at_once_max = 100;
std::vector<std::string_view> const answers = {"accept", "reject", "unsure"};

Schema share() {
    return object({{"seen", integer("So many were right")},
                   {"of", integer("Of so many that people looked at")},
                   {"share", nullable(number())},
                   {"low", number("Of the interval of 95 %")},
                   {"high", number()}});
}

void add_components(Components& components) {
    auto const value = [] { return nullable(text("Masked where personal")); };
    components["Question"] =
        object({{"question", text("Its name; tells neither the row nor the number")},
                {"resource", text()},
                {"resource_title", text()},
                {"file", text()},
                {"row", integer("In the file")},
                {"row_id", text()},
                {"number", text("Of the subject; masked where personal")},
                {"state", choice({"linked", "review"})},
                {"decided_by", choice({"model", "person"})},
                {"probability", number()},
                {"weight", number("log2 odds: prior and bits of all fields, less explained")},
                {"prior", number("log2 odds that any row is of this subject")},
                {"explained", number("What kin and neighbours who share it explain, in bits")},
                {"fields", list_of(object({{"field", text()},
                                           {"title", text()},
                                           {"row_value", value()},
                                           {"golden_value", value()},
                                           {"level", nullable(text("How they agree"))},
                                           {"level_title", nullable(text())},
                                           {"bits", number()}}))},
                {"answer", nullable(choice(answers))},
                {"reason", nullable(text())}});
    components["Questions"] =
        object({{"items", list_of(component("Question"))},
                {"asked", integer("Rows without a number, at the last linkage")},
                {"linked", integer()},
                {"review", integer("Questions")},
                {"precision", share()},
                {"review_right", share()},
                {"recall", nullable(number("Of links and questions that are right, the share "
                                           "that is linked, by people's answers"))}});
    components["Answer"] = object({{"question", text_of(1, 20)},
                                   {"answer", choice(answers)},
                                   {"reason", text_of(1, 600, "Why; kept with the answer")}});
}

json::object json_of(job::SeenShare const& seen) {
    return {{"seen", seen.seen},
            {"of", seen.of},
            {"share", seen.of == 0 ? json::value(nullptr) : json::value(seen.share())},
            {"low", seen.low()},
            {"high", seen.high()}};
}

// What is shown of a question: all, or personal values masked.
class Shown {
public:
    Shown(catalog::Catalog const& catalog, catalog::Library const& library, bool all)
        : catalog_(catalog), library_(library), all_(all) {}

    json::object object(job::LinkQuestion const& question) const {
        json::array fields;
        for (auto const& one : question.fields)
            fields.push_back({{"field", one.field},
                              {"title", one.title},
                              {"row_value", value(one.field, one.row_value)},
                              {"golden_value", value(one.field, one.golden_value)},
                              {"level", text_or_null(one.level)},
                              {"level_title", text_or_null(job::level_title(one.level))},
                              {"bits", one.bits}});
        return {{"question", std::to_string(question.key)},
                {"resource", question.resource},
                {"resource_title", resource_title(catalog_, question.resource)},
                {"file", question.file},
                {"row", question.row},
                {"row_id", std::to_string(question.row_key)},
                {"number", shown(*library_.number, question.number)},
                {"state", fusion::to_string(question.state)},
                {"decided_by", question.by_person ? "person" : "model"},
                {"probability", question.probability},
                {"weight", question.weight},
                {"prior", question.prior},
                {"explained", question.explained},
                {"fields", std::move(fields)},
                {"answer", text_or_null(question.answer)},
                {"reason", text_or_null(question.reason)}};
    }

private:
    json::value value(std::string const& field, std::string const& text) const {
        if (text.empty()) return nullptr;
        auto const found = std::ranges::find(library_.fields, field, &catalog::LibraryField::name);
        return json::value_from(
            shown(found == library_.fields.end() ? *library_.number : *found->element, text));
    }

    std::string shown(element::Element const& element, std::string const& text) const {
        return all_ || !job::is_personal(element) ? text : job::masked(element, text);
    }

    catalog::Catalog const& catalog_;
    catalog::Library const& library_;
    bool all_;
};

Result<http::Response> list_questions(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const* const library = TRY(job::library_named(site->catalog(), call.text("library")));
    job::QuestionsAsked asked;
    if (call.text("state") == "linked") asked.state = fusion::Likeness::linked;
    asked.sample = call.truth("sample");
    asked.answered = call.truth("answered");
    asked.limit = static_cast<std::size_t>(call.integer("limit", 20));
    auto const questions = TRY(job::questions_of(*site, library->name, asked));
    TRY(record_reveal(s, call, "questions " + library->name));
    auto const merit = TRY(job::merit_of(*site, library->name));
    Shown const shown(site->catalog(), *library, call.has("purpose"));
    json::array items;
    for (auto const& question : questions) items.push_back(shown.object(question));
    auto const recall = merit.recall();
    return json_response({{"items", std::move(items)},
                          {"asked", merit.asked},
                          {"linked", merit.linked},
                          {"review", merit.review},
                          {"precision", json_of(merit.precision)},
                          {"review_right", json_of(merit.review_right)},
                          {"recall", recall ? json::value(*recall) : json::value(nullptr)}});
}

Result<http::Response> answer(Services& s, Call& call) {
    auto const site = s.workplace();
    auto const* const library = TRY(job::library_named(site->catalog(), call.text("library")));
    auto const& body = call.body.as_object();
    auto const name = std::string(body.at("question").as_string());
    std::int64_t key = -1;
    std::from_chars(name.data(), name.data() + name.size(), key);
    auto given = TRY(job::question_of(*site, library->name, key));
    given.answer = *job::link_answer_of(body.at("answer").as_string());
    given.reason = std::string(body.at("reason").as_string());
    given.actor = call.actor;
    TRY(job::answer_question(*site, given));
    return json_response(call.body, 201);
}

}  // namespace

void add_question_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    auto const name = path_text("library", "person …");
    routes.add(
        {.path = "/api/v1/libraries/{library}/questions",
         .name = "list_questions",
         .tag = "libraries",
         .summary = "Rows without a number and the subjects they may be, side by side",
         .parameters = {name, query("state", choice({"review", "linked"})),
                        query("sample", boolean("In an order that has nothing to do with "
                                                "them; else the likeliest first")),
                        query("answered", boolean("Also those that were answered")),
                        query("limit", integer_of(1, questions_at_once_max)), purpose_parameter()},
         .answer = component("Questions"),
         .failures = {404, 503},
         .handle = [&s](Call& call) { return list_questions(s, call); }});
    routes.add({.method = http::Method::post,
                .path = "/api/v1/libraries/{library}/answers",
                .name = "answer_question",
                .tag = "libraries",
                .summary = "What a person says of a question; takes effect with the next fusion",
                .parameters = {name},
                .body = component("Answer"),
                .status = 201,
                .answer = component("Answer"),
                .failures = {404, 409, 503},
                .handle = [&s](Call& call) { return answer(s, call); }});
}

}  // namespace jutong::api
