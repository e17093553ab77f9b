// jutong fuse review and jutong fuse answer: what linkage is not certain of, and what people say.
#include <charconv>

#include <fmt/format.h>

#include "cli/command.h"
#include "job/link_answers.h"

namespace jutong::cli {

namespace {

json::object json_of(job::LinkQuestion const& question) {
    json::array fields;
    for (auto const& field : question.fields)
        fields.push_back({{"field", field.field},
                          {"title", field.title},
                          {"row", field.row_value},
                          {"golden", field.golden_value},
                          {"level", field.level},
                          {"bits", field.bits}});
    return {{"resource", question.resource},
            {"row_id", question.row_key},
            {"file", question.file},
            {"row", question.row},
            {"number", question.number},
            {"state", fusion::to_string(question.state)},
            {"decided_by", question.by_person ? "person" : "model"},
            {"probability", question.probability},
            {"weight", question.weight},
            {"prior", question.prior},
            {"explained", question.explained},
            {"fields", fields},
            {"answer", question.answer},
            {"reason", question.reason}};
}

json::object json_of(job::SeenShare const& share) {
    return {{"seen", share.seen},
            {"of", share.of},
            {"share", share.share()},
            {"low", share.low()},
            {"high", share.high()}};
}

void show(Terminal& terminal, job::LinkQuestion const& question) {
    terminal.heading(fmt::format("{}/{}  and  {}   {:.0f} %", question.resource, question.row_key,
                                 question.number, 100 * question.probability));
    terminal.line(terminal.dim(fmt::format("row {} of {}", question.row, question.file)));
    TextTable table{{"field", "the row", "golden record", "agreement", "bits"},
                    {Align::left, Align::left, Align::left, Align::left, Align::right},
                    {}};
    table.rows.push_back({"any row", "", "", "", fmt::format("{:.1f}", question.prior)});
    for (auto const& field : question.fields)
        table.rows.push_back({field.title, field.row_value, field.golden_value, field.level,
                              field.level.empty() ? "" : fmt::format("{:+.1f}", field.bits)});
    if (question.explained > 0)
        table.rows.push_back(
            {"kin, neighbours …", "", "", "", fmt::format("{:+.1f}", -question.explained)});
    table.rows.push_back({"together", "", "", "", fmt::format("{:.1f}", question.weight)});
    terminal.table(table);
    if (!question.answer.empty())
        terminal.line(fmt::format("answered: {} ({})", question.answer, question.reason));
}

std::string told(job::SeenShare const& share) {
    return share.of == 0 ? "not known: nobody has looked"
                         : fmt::format("{:.3f} ({:.3f}–{:.3f}; {} of {})", share.share(),
                                       share.low(), share.high(), share.seen, share.of);
}

}  // namespace

Done review_links(Context& context, Arguments const& arguments) {
    job::QuestionsAsked asked;
    auto const limit = TRY(arguments.integer("--limit", 1));
    asked.limit = static_cast<std::size_t>(limit.value_or(static_cast<std::int64_t>(asked.limit)));
    if (asked.limit > job::questions_max)
        return fail(Code::invalid, "cli.usage",
                    fmt::format("--limit is at most {}", job::questions_max));
    asked.sample = arguments.has("--sample");
    asked.answered = arguments.has("--answered");
    if (arguments.has("--linked")) asked.state = fusion::Likeness::linked;
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::read, context.clock));
    auto const library = arguments.text("LIBRARY");
    auto const questions = TRY(job::questions_of(*workplace, library, asked));
    auto const merit = TRY(job::merit_of(*workplace, library));
    json::array items;
    for (auto const& question : questions) {
        show(context.terminal, question);
        items.push_back(json_of(question));
    }
    context.terminal.heading(fmt::format("{} rows without a number: {} linked, {} questions",
                                         grouped(merit.asked), grouped(merit.linked),
                                         grouped(merit.review)));
    context.terminal.line("links that are right, by answers:     " + told(merit.precision));
    context.terminal.line("questions that are right, by answers: " + told(merit.review_right));
    auto const recall = merit.recall();
    if (recall)
        context.terminal.line(fmt::format(
            "of links and questions that are right, so many are linked: {:.3f}", *recall));
    context.terminal.object({{"questions", items},
                             {"asked", merit.asked},
                             {"linked", merit.linked},
                             {"review", merit.review},
                             {"precision", json_of(merit.precision)},
                             {"review_right", json_of(merit.review_right)},
                             {"recall", recall ? json::value(*recall) : nullptr}});
    return {};
}

Done answer_link(Context& context, Arguments const& arguments) {
    job::AnswerGiven given;
    given.library = arguments.text("LIBRARY");
    given.number = arguments.text("NUMBER");
    given.reason = arguments.text("--reason");
    given.actor = arguments.text("--actor", "command line");
    auto const row = arguments.text("ROW");
    auto const slash = row.rfind('/');
    auto const key = slash == std::string::npos ? std::string() : row.substr(slash + 1);
    if (key.empty() || key.find_first_not_of("-0123456789") != std::string::npos || key.size() > 20)
        return fail(Code::invalid, "cli.usage",
                    "ROW is RESOURCE/ROW_ID as jutong fuse review has it");
    given.resource = row.substr(0, slash);
    std::from_chars(key.data(), key.data() + key.size(), given.row_key);
    auto const answer = job::link_answer_of(arguments.text("ANSWER"));
    if (!answer) return fail(Code::invalid, "cli.usage", "ANSWER is accept, reject or unsure");
    given.answer = *answer;
    auto const workplace =
        TRY(job::Workplace::open(context.settings, job::Access::read, context.clock));
    TRY(job::answer_question(*workplace, given));
    context.terminal.line("kept; it takes effect with the next jutong fuse");
    context.terminal.object({{"answer", to_string(given.answer)}});
    return {};
}

}  // namespace jutong::cli
