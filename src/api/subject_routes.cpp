// Subjects by number: the golden record with the origin of each value, what each department says,
// how it came to be.
#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "api/load_book.h"
#include "api/purpose.h"
#include "api/row_text.h"
#include "api/services.h"
#include "job/personal.h"
#include "job/subject.h"
#include "job/subject_sources.h"
#include "serving/serving.h"

namespace jutong::api {

namespace {

constexpr std::array<std::string_view, 4> rules = {"only", "authority", "recency", "agreement"};
constexpr std::string_view mended_rule = "+repaired_number";
constexpr std::string_view linked_rule = "+linked";
constexpr std::size_t body_bytes_usual = 8 * 1024;

constexpr std::string_view no_origin =
    R"("resource":null,"resource_title":null,"provider_title":null,"rule":null,)"
    R"("run":null,"at":null})";

// Golden records as JSON, by hand: this is the way that must be quick.
class Writer {
public:
    Writer(Book const& book, bool reveals) : book_(book), reveals_(reveals) {}

    void begin_record(catalog::Library const& library, std::string_view number,
                      std::int64_t subject) {
        shape_ = &book_.libraries.find(&library)->second;
        out += "{\"library\":";
        append_json_text(out, library.name);
        out += ",\"title\":";
        append_json_text(out, library.title);
        out += ",\"number\":";
        append_json_text(out, number);
        fmt::format_to(std::back_inserter(out), ",\"subject\":\"{}\",\"values\":[", subject);
    }
    void end_record() { out += "]}"; }

    // `mask`: of the text, where it stands ready.
    void value(catalog::Library const& library, std::size_t field, std::string_view text,
               std::string_view mask = {}) {
        if (field > 0) out += ',';
        out += shape_->before_value[field];
        auto const hidden = !reveals_ && !text.empty() && shape_->personal[field];
        if (hidden && !mask.empty())
            append_json_text(out, mask);
        else if (hidden)
            append_json_text(out, job::masked(*library.fields[field].element, std::string(text)));
        else
            append_json_or_null(out, text);
        auto const& labels = shape_->labels[field];
        auto const label = labels.empty() ? labels.end() : labels.find(text);
        if (label != labels.end()) {
            out += ",\"label\":";
            out += label->second;
        }
        out += hidden ? ",\"masked\":true," : ",\"masked\":false,";
    }
    // `tie`: how its row is the subject's, where not by its own number.
    void origin(LoadEntry const& load, std::string_view rule, std::string_view tie) {
        out += load.before_rule;
        out += rule;
        out += tie;
        out += load.after_rule;
    }
    void origin() { out += no_origin; }

    std::string out;

private:
    Book const& book_;
    bool const reveals_;
    LibraryShape const* shape_ = nullptr;
};

class Subjects {
public:
    explicit Subjects(Services& services) : services_(services) {}

    Result<http::Response> show(Call& call) {
        auto const number = call.text("number");
        TRY(record_reveal(services_, call, "subjects"));
        if (call.has("as_of")) return show_as_of(call, number);
        auto const workplace = services_.workplace();
        auto const& catalog = workplace->catalog();
        auto const records = TRY(services_.serving.find(catalog, number));
        auto const only = call.text("library");
        std::string_view kind;
        auto out = begin(number);
        for (auto const& record : records) {
            if (!only.empty() && record.library->name != only) continue;
            if (!kind.empty()) out += ',';
            kind = record.library->subject_kind;
            TRY(append(workplace, record, number, call, out));
        }
        if (kind.empty()) return unknown(catalog, number);
        return answer(std::move(out), kind);
    }

    Result<http::Response> show_as_of(Call& call, std::string const& number) {
        auto const workplace = TRY(services_.workplace_at(job::with_zone(call.text("as_of"))));
        auto const& catalog = workplace->catalog();
        auto const book = TRY(past_.with(workplace, 0));
        auto const only = call.text("library");
        Writer writer(*book, call.has("purpose"));
        std::string kind;
        writer.out = begin(number);
        for (auto const& record : TRY(job::look_up(*workplace, number))) {
            if (!only.empty() && record.library != only) continue;
            auto const& library = *catalog.find_library(record.library);
            if (!kind.empty()) writer.out += ',';
            kind = library.subject_kind;
            writer.begin_record(library, record.number, record.subject);
            for (std::size_t i = 0; i < record.values.size(); ++i) {
                auto const& v = record.values[i];
                writer.value(library, i, v.value);
                if (v.resource.empty())
                    writer.origin();
                else
                    writer.origin(entry_of(catalog, v.resource, v.run, ""), v.rule, "");
            }
            writer.end_record();
        }
        if (kind.empty()) return unknown(catalog, number);
        return answer(std::move(writer.out), kind);
    }

    Result<http::Response> sources(Call& call) {
        TRY(record_reveal(services_, call, "subjects"));
        auto const workplace = services_.workplace();
        auto const& catalog = workplace->catalog();
        auto const rows = TRY(job::sources_of(*workplace, call.text("number")));
        // A row that feeds several libraries is one row.
        std::map<std::tuple<std::string, std::int64_t, std::int64_t>, std::size_t> known;
        json::array items;
        for (auto const& row : rows) {
            auto const place = std::tuple(row.resource->name, row.load, row.row);
            auto const [at, is_new] = known.try_emplace(place, items.size());
            if (is_new) items.push_back(source_row(catalog, row));
            auto& values = items[at->second].at("values").as_array();
            for (auto const& value : row.values) add_value(catalog, values, row, value, call);
        }
        return personal(json_response({{"items", std::move(items)}}));
    }

    Result<http::Response> history(Call& call) {
        TRY(record_reveal(services_, call, "subjects"));
        auto const workplace = services_.workplace();
        json::array items;
        constexpr std::array<std::string_view, 3> words = {"added", "changed", "ended"};
        for (auto const& change : TRY(job::history_of(*workplace, call.text("number")))) {
            auto const& library = *workplace->catalog().find_library(change.library);
            json::array fields;
            for (auto const& f : change.fields) {
                auto const known =
                    std::ranges::find(library.fields, f.field, &catalog::LibraryField::name);
                fields.push_back({{"field", f.field},
                                  {"title", f.title},
                                  {"before", shown(*known->element, f.before, call)},
                                  {"after", shown(*known->element, f.after, call)}});
            }
            items.push_back({{"library", change.library},
                             {"library_title", change.title},
                             {"at", change.at},
                             {"kind", words[static_cast<std::size_t>(change.kind)]},
                             {"fields", std::move(fields)}});
        }
        return personal(json_response({{"items", std::move(items)}}));
    }

private:
    // The body is written once, in one piece: records follow what begin() gives.
    static std::string begin(std::string const& number) {
        std::string body;
        body.reserve(body_bytes_usual);
        body += "{\"number\":";
        append_json_text(body, number);
        body += ",\"records\":[";
        return body;
    }
    static http::Response answer(std::string body, std::string_view kind) {
        body += "],\"kind\":";
        append_json_text(body, kind);
        body += '}';
        http::Response response{200, {{"Content-Type", "application/json"}}};
        response.body = std::move(body);
        return personal(std::move(response));
    }

    static json::object source_row(catalog::Catalog const& catalog, job::SourceRow const& row) {
        auto const* const provider = catalog.find_department(row.resource->provider);
        return {{"resource", row.resource->name},
                {"resource_title", row.resource->title},
                {"provider_title", provider == nullptr ? "" : provider->title},
                {"run", row.run},
                {"file", row.file},
                {"row", row.row},
                {"at", row.at},
                {"values", json::array()}};
    }

    // What a code stands for; empty where the value is none.
    static std::string_view label_of(catalog::Catalog const& catalog,
                                     element::Element const& element, std::string const& code) {
        auto const list =
            std::ranges::find(catalog.codes, element.name(), &element::CodeList::name);
        if (list == catalog.codes.end()) return {};
        auto const entry = std::ranges::find(list->entries, code, &element::CodeEntry::code);
        return entry == list->entries.end() ? std::string_view() : entry->title;
    }

    static void add_value(catalog::Catalog const& catalog, json::array& values,
                          job::SourceRow const& row, job::SourceValue const& value,
                          Call const& call) {
        auto const& field = row.library->fields[value.field];
        for (auto const& there : values)
            if (there.at("field").as_string() == field.name) return;
        json::object said{{"field", field.name},
                          {"title", field.title},
                          {"value", shown(*field.element, value.value, call)},
                          {"library", row.library->name},
                          {"differs", value.differs}};
        auto const label = label_of(catalog, *field.element, value.value);
        if (!label.empty()) said["label"] = label;
        values.push_back(std::move(said));
    }

    // No cache keeps what is personal.
    static http::Response personal(http::Response response) {
        response.headers.emplace_back("Cache-Control", "no-store");
        return response;
    }

    static json::value shown(element::Element const& element, std::string const& value,
                             Call const& call) {
        if (value.empty()) return nullptr;
        auto const hidden = job::is_personal(element) && !call.has("purpose");
        return json::value(hidden ? job::masked(element, value) : value);
    }

    Result<std::shared_ptr<Book const>> book_with(std::shared_ptr<job::Workplace> const& workplace,
                                                  std::int64_t load, bool may_wait) {
        if (may_wait) return loads_.with(workplace, load);
        if (auto book = loads_.at_hand(*workplace, load)) return book;
        return fail(Code::unavailable, ask_again, "The loads of the lake are to be read first");
    }

    Done append(std::shared_ptr<job::Workplace> const& workplace, serving::Record const& record,
                std::string const& number, Call const& call, std::string& out) {
        auto const values = record.values();
        auto book = TRY(book_with(workplace, 0, call.may_wait));
        for (auto const& v : values)
            if (v.load != 0 && !book->loads.contains(v.load))
                book = TRY(book_with(workplace, v.load, call.may_wait));
        Writer writer(*book, call.has("purpose"));
        writer.out = std::move(out);
        auto const& library = *record.library;
        writer.begin_record(library, job::normalised_number(library, number).value_or(number),
                            record.subject);
        for (std::size_t i = 0; i < values.size(); ++i) {
            auto const& v = values[i];
            writer.value(library, i, v.text, v.mask);
            if (v.load == 0)
                writer.origin();
            else
                writer.origin(book->loads.find(v.load)->second, rules[v.rule],
                              v.mended   ? mended_rule
                              : v.linked ? linked_rule
                                         : "");
        }
        writer.end_record();
        out = std::move(writer.out);
        return {};
    }

    // A number that fails its own check is told so; any other is unknown.
    static Result<http::Response> unknown(catalog::Catalog const& catalog,
                                          std::string const& number) {
        std::string why;
        for (auto const& library : catalog.libraries) {
            if (library.number == nullptr) continue;
            auto const read = library.number->parse(number);
            if (read) return fail(Code::not_found, "subject.unknown", "No library has this number");
            if (read.error().reason.ends_with(".check_digit")) why = read.error().reason;
        }
        if (why.empty())
            return fail(Code::not_found, "subject.unknown", "No library has this number");
        return fail(Code::invalid, "subject.number", "The number is not valid: " + why);
    }

    Services& services_;
    LoadBook loads_;
    LoadBook past_;  // of the time asked for last
};

void add_components(Components& components) {
    components["SubjectValue"] = object({{"field", text()},
                                         {"title", text()},
                                         {"value", nullable(text())},
                                         maybe("label", text("What a code stands for")),
                                         {"masked", boolean()},
                                         {"resource", nullable(text())},
                                         {"resource_title", nullable(text())},
                                         {"provider_title", nullable(text())},
                                         {"rule", nullable(text("Why this value was chosen"))},
                                         {"run", nullable(integer())},
                                         {"at", nullable(time_text())}});
    components["SubjectRecord"] = object({{"library", text()},
                                          {"title", text()},
                                          {"number", text()},
                                          {"subject", text("Its id, a whole number of 64 bits")},
                                          {"values", list_of(component("SubjectValue"))}});
    components["Subject"] = object(
        {{"number", text()}, {"records", list_of(component("SubjectRecord"))}, {"kind", text()}});
    components["SourceValue"] = object({{"field", text()},
                                        {"title", text()},
                                        {"value", nullable(text())},
                                        maybe("label", text("What a code stands for")),
                                        {"library", text()},
                                        {"differs", boolean("From the golden record")}});
    components["SourceRow"] = object({{"resource", text()},
                                      {"resource_title", text()},
                                      {"provider_title", text()},
                                      {"run", integer()},
                                      {"file", text()},
                                      {"row", integer()},
                                      {"at", text()},
                                      {"values", list_of(component("SourceValue"))}});
    components["FieldChange"] = object({{"field", text()},
                                        {"title", text()},
                                        {"before", nullable(text())},
                                        {"after", nullable(text())}});
    components["SubjectChange"] = object({{"library", text()},
                                          {"library_title", text()},
                                          {"at", time_text()},
                                          {"kind", choice({"added", "changed", "ended"})},
                                          {"fields", list_of(component("FieldChange"))}});
}

}  // namespace

void add_subject_routes(Routes& routes, Services& services) {
    add_components(routes.components);
    auto const subjects = std::make_shared<Subjects>(services);
    Parameter const number{"number", In::path, text_of(1, 64, "Identity number, credit code …"),
                           true};
    auto const purpose = purpose_parameter();
    routes.add({.path = "/api/v1/subjects/{number}",
                .name = "show_subject",
                .tag = "subjects",
                .summary = "The golden records of a number, with the origin of each value",
                .parameters = {number, query("library", text_of(1, 100)),
                               query("as_of", text_of(10, 40, "A date or time")), purpose},
                .answer = component("Subject"),
                .failures = {404},
                .where = Where::lookup,
                .worker_with = {"as_of", "purpose"},
                .handle = [subjects](Call& call) { return subjects->show(call); }});
    routes.add({.path = "/api/v1/subjects/{number}/sources",
                .name = "show_subject_sources",
                .tag = "subjects",
                .summary = "What each department says of it",
                .parameters = {number, purpose},
                .answer = items_of(component("SourceRow")),
                .failures = {404},
                .handle = [subjects](Call& call) { return subjects->sources(call); }});
    routes.add({.path = "/api/v1/subjects/{number}/history",
                .name = "show_subject_history",
                .tag = "subjects",
                .summary = "How its golden records came to be what they are",
                .parameters = {number, purpose},
                .answer = items_of(component("SubjectChange")),
                .failures = {404},
                .handle = [subjects](Call& call) { return subjects->history(call); }});
}

}  // namespace jutong::api
