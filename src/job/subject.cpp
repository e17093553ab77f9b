#include "job/subject.h"

#include <fmt/format.h>

namespace jutong::job {

namespace {

using lake::quoted_name;

// The number as the library's element writes it; as it is where the library has a key of its own.
std::string normalised(std::string const& number, catalog::Library const& library) {
    if (library.number == nullptr) return number;
    auto const value = library.number->normalise(number);
    return value ? library.number->to_text(*value) : std::string();
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

}  // namespace

Result<std::vector<SubjectRecord>> look_up(Workplace& workplace, std::string const& number) {
    auto session = TRY(workplace.lake().session());
    std::vector<SubjectRecord> records;
    for (auto const& library : workplace.catalog().libraries) {
        auto const key = normalised(number, library);
        if (key.empty()) continue;
        auto const found = TRY(session.query(
            fmt::format("SELECT * FROM library.{} WHERE number = $1", quoted_name(library.name)),
            {key}));
        for (auto const& row : found.rows) {
            SubjectRecord record;
            record.library = library.name;
            record.title = library.title;
            record.number = key;
            for (std::size_t i = 0; i < found.columns.size(); ++i) {
                auto const& name = found.columns[i];
                if (name == "subject") record.subject = std::stoll(row[i].value_or("0"));
                for (auto const& field : library.fields)
                    if (field.name == name)
                        record.values.push_back(
                            {name, field.title, row[i].value_or(""), {}, {}, 0, 0, {}, {}});
            }
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
