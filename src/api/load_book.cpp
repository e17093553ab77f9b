#include "api/load_book.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/row_text.h"
#include "job/personal.h"

namespace jutong::api {

namespace {

LibraryShape shape_of(catalog::Catalog const& catalog, catalog::Library const& library) {
    LibraryShape shape;
    for (auto const& field : library.fields) {
        std::string text = "{\"field\":";
        append_json_text(text, field.name);
        text += ",\"title\":";
        append_json_text(text, field.title);
        shape.before_value.push_back(text + ",\"value\":");
        shape.personal.push_back(job::is_personal(*field.element));
        auto& labels = shape.labels.emplace_back();
        auto const list =
            std::ranges::find(catalog.codes, field.element->name(), &element::CodeList::name);
        if (list == catalog.codes.end()) continue;
        for (auto const& entry : list->entries) append_json_text(labels[entry.code], entry.title);
    }
    return shape;
}

}  // namespace

LoadEntry entry_of(catalog::Catalog const& catalog, std::string_view resource_name,
                   std::int64_t run, std::string_view at) {
    auto const* const resource = catalog.find_resource(resource_name);
    auto const* const provider =
        resource == nullptr ? nullptr : catalog.find_department(resource->provider);
    LoadEntry entry;
    auto& before = entry.before_rule;
    before = "\"resource\":";
    append_json_or_null(before, resource_name);
    before += ",\"resource_title\":";
    append_json_or_null(before, resource == nullptr ? std::string_view() : resource->title);
    before += ",\"provider_title\":";
    append_json_or_null(before, provider == nullptr ? std::string_view() : provider->title);
    before += ",\"rule\":\"";
    entry.after_rule = fmt::format("\",\"run\":{},\"at\":", run);
    append_json_or_null(entry.after_rule, at);
    entry.after_rule += '}';
    return entry;
}

Result<std::shared_ptr<Book const>> LoadBook::with(std::shared_ptr<job::Workplace> const& workplace,
                                                   std::int64_t load) {
    if (auto book = at_hand(*workplace, load)) return book;
    std::lock_guard const reading(reading_);
    if (auto book = at_hand(*workplace, load)) return book;  // somebody else has just read it
    auto session = TRY(workplace->lake().session());
    auto const rows = TRY(session.query(
        "SELECT load, resource, strftime(loaded_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ'), run "
        "FROM meta.load"));
    auto read = std::make_shared<Book>();
    read->workplace = workplace;
    for (auto const& row : rows.rows)
        read->loads.emplace(std::stoll(row[0].value_or("0")),
                            entry_of(workplace->catalog(), row[1].value_or(""),
                                     std::stoll(row[3].value_or("0")), row[2].value_or("")));
    for (auto const& library : workplace->catalog().libraries)
        read->libraries.emplace(&library, shape_of(workplace->catalog(), library));
    // What is unknown stays unknown: it is not asked for again and again.
    read->loads.try_emplace(load, LoadEntry{R"("resource":null,"resource_title":null,)"
                                            R"("provider_title":null,"rule":")",
                                            R"(","run":null,"at":null})"});
    std::lock_guard const lock(mutex_);
    book_ = std::move(read);
    return book_;
}

std::shared_ptr<Book const> LoadBook::at_hand(job::Workplace const& workplace,
                                              std::int64_t load) const {
    std::lock_guard const lock(mutex_);
    auto const fits =
        book_ && book_->workplace.get() == &workplace && (load == 0 || book_->loads.contains(load));
    return fits ? book_ : nullptr;
}

void append_json_or_null(std::string& out, std::string_view text) {
    if (text.empty())
        out += "null";
    else
        append_json_text(out, text);
}

}  // namespace jutong::api
