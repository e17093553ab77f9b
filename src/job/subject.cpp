#include "job/subject.h"

#include <optional>

#include <fmt/format.h>

namespace jutong::job {

namespace {

using lake::quoted_name;

std::string text_of(catalog::LibraryField const& field) {
    return lake::text_sql(lake::type_of(field.element->kind()), quoted_name(field.name));
}

// What a library knows the number by; empty: it cannot have it.
std::string key_of(std::string const& number, catalog::Library const& library) {
    if (library.number == nullptr) return number;
    return normalised_number(library, number).value_or("");
}

Done add_origins(lake::Session& session, catalog::Library const& library, SubjectRecord& record) {
    auto const rows = TRY(session.query(fmt::format(
        "SELECT field, resource, rule, run, \"row\", file FROM origin.{} WHERE subject = {}",
        quoted_name(library.name), record.subject)));
    for (auto const& row : rows.rows) {
        for (auto& value : record.values) {
            if (value.field != *row[0]) continue;
            value.resource = *row[1];
            value.rule = *row[2];
            value.run = std::stoll(*row[3]);
            value.row = std::stoll(*row[4]);
            value.file = *row[5];
        }
    }
    return {};
}

std::string provider_of(catalog::Catalog const& catalog, std::string const& resource) {
    auto const* const found = catalog.find_resource(resource);
    return found == nullptr ? std::string() : found->provider;
}

Done add_others(lake::Session& session, catalog::Catalog const& catalog,
                catalog::Library const& library, SubjectRecord& record) {
    auto const rows = TRY(session.query(
        fmt::format("SELECT field, resource, value FROM meta.{} WHERE subject = {} ORDER BY ALL",
                    quoted_name("others_" + library.name), record.subject)));
    for (auto const& row : rows.rows)
        for (auto& value : record.values)
            if (value.field == *row[0])
                value.others.push_back(
                    {*row[1], provider_of(catalog, *row[1]), row[2].value_or("")});
    return {};
}

using Values = std::vector<std::string>;  // of a golden record, by field

SubjectChange change_between(catalog::Library const& library, Values const* before,
                             Values const* after, std::string at) {
    using Kind = SubjectChange::Kind;
    SubjectChange change{library.name, library.title, std::move(at), Kind::changed, {}};
    if (before == nullptr) change.kind = Kind::added;
    if (after == nullptr) change.kind = Kind::ended;
    for (std::size_t i = 0; i < library.fields.size(); ++i) {
        auto const old_value = before == nullptr ? std::string() : (*before)[i];
        auto const new_value = after == nullptr ? std::string() : (*after)[i];
        if (old_value != new_value)
            change.fields.push_back(
                {library.fields[i].name, library.fields[i].title, old_value, new_value});
    }
    return change;
}

// Rows come commit by commit, what went before what came.
Done add_changes(Workplace& workplace, catalog::Library const& library, std::string const& key,
                 std::vector<SubjectChange>& changes) {
    auto session = TRY(workplace.lake().session());
    auto const sql = TRY(workplace.lake().history_sql("library", library.name,
                                                      "number = " + lake::quoted_text(key)));
    std::string fields;
    for (auto const& field : library.fields) fields += ", " + text_of(field);
    auto const rows = TRY(session.query(fmt::format(
        "SELECT strftime(changed_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ'), change_type{} "
        "FROM ({})",
        fields, sql)));
    std::optional<Values> now;
    for (std::size_t i = 0; i < rows.rows.size();) {
        auto const at = rows.rows[i][0].value_or("");
        auto next = now;
        for (; i < rows.rows.size() && rows.rows[i][0] == at; ++i) {
            next.reset();
            if (rows.rows[i][1]->find("delete") != std::string::npos) continue;
            next.emplace();
            for (std::size_t k = 2; k < rows.rows[i].size(); ++k)
                next->push_back(rows.rows[i][k].value_or(""));
        }
        auto change = change_between(library, now ? &*now : nullptr, next ? &*next : nullptr, at);
        if (now || next) changes.push_back(std::move(change));
        now = std::move(next);
    }
    return {};
}

}  // namespace

std::string with_zone(std::string const& time) {
    auto const has_time = time.find(':') != std::string::npos;
    if (!has_time) return time + " 23:59:59.999999+08:00";
    auto const clock = time.substr(time.find_first_of("T ") + 1);
    return clock.find_first_of("Z+-") == std::string::npos ? time + "+08:00" : time;
}

std::optional<std::string> normalised_number(catalog::Library const& library,
                                             std::string const& number) {
    if (library.number == nullptr) return std::nullopt;
    auto const value = library.number->normalise(number);
    if (!value) return std::nullopt;
    return library.number->to_text(*value);
}

std::vector<std::string> normalised_numbers(catalog::Library const& library,
                                            std::vector<std::string> const& numbers) {
    std::vector<std::string> out;
    for (auto const& number : numbers)
        if (auto one = normalised_number(library, number)) out.push_back(std::move(*one));
    return out;
}

Result<std::vector<SubjectChange>> history_of(Workplace& workplace, std::string const& number) {
    std::vector<SubjectChange> changes;
    for (auto const& library : workplace.catalog().libraries) {
        auto const key = key_of(number, library);
        if (!key.empty()) TRY(add_changes(workplace, library, key, changes));
    }
    if (changes.empty())
        return fail(Code::not_found, "subject.unknown", "No library has or had this number");
    return changes;
}

Result<std::vector<SubjectRecord>> look_up(Workplace& workplace, std::string const& number) {
    auto session = TRY(workplace.lake().session());
    std::vector<SubjectRecord> records;
    for (auto const& library : workplace.catalog().libraries) {
        auto const key = key_of(number, library);
        if (key.empty()) continue;
        std::string texts;
        for (auto const& field : library.fields) texts += ", " + text_of(field);
        auto const found =
            TRY(session.query(fmt::format("SELECT subject{} FROM library.{} WHERE number = $1",
                                          texts, quoted_name(library.name)),
                              {key}));
        for (auto const& row : found.rows) {
            SubjectRecord record;
            record.library = library.name;
            record.title = library.title;
            record.number = key;
            record.subject = std::stoll(row[0].value_or("0"));
            for (std::size_t i = 0; i < library.fields.size(); ++i)
                record.values.push_back({library.fields[i].name,
                                         library.fields[i].title,
                                         row[i + 1].value_or(""),
                                         {},
                                         {},
                                         0,
                                         0,
                                         {},
                                         {}});
            TRY(add_origins(session, library, record));
            TRY(add_others(session, workplace.catalog(), library, record));
            records.push_back(std::move(record));
        }
    }
    if (records.empty())
        return fail(Code::not_found, "subject.unknown", "No library has this number");
    return records;
}

}  // namespace jutong::job
