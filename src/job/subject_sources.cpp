#include "job/subject_sources.h"

#include <fmt/format.h>

#include "fusion/plan.h"
#include "fusion/survive.h"
#include "job/subject.h"

namespace jutong::job {

namespace {

using lake::quoted_name;
using lake::quoted_text;

// The golden record's values, by field.
Result<std::vector<std::string>> golden_values(lake::Session& session,
                                               catalog::Library const& library,
                                               std::string const& number) {
    std::string columns = "subject";
    for (auto const& field : library.fields)
        columns +=
            ", " + lake::text_sql(lake::type_of(field.element->kind()), quoted_name(field.name));
    auto const rows = TRY(session.query(fmt::format("SELECT {} FROM library.{} WHERE number = $1",
                                                    columns, quoted_name(library.name)),
                                        {number}));
    std::vector<std::string> values;
    if (rows.rows.empty()) return values;
    for (auto const& cell : rows.rows.front()) values.push_back(cell.value_or(""));
    return values;
}

// The type of a feed's column in its resource, where it may be another than in the library.
lake::Type type_in(catalog::Resource const& resource, catalog::Library const& library,
                   fusion::PlanFeed const& feed, std::size_t column) {
    auto const of_library = feed.fields[column - fusion::first_field];
    for (auto const& declared : library.feeds) {
        if (declared.source != feed.name || !declared.fields[of_library]) continue;
        return lake::type_of(resource.fields[*declared.fields[of_library]].element->kind());
    }
    return lake::type_of(library.fields[of_library].element->kind());
}

// Rows of one feed, as they are now. `golden`: the subject's id, then the values.
Done add_rows(Workplace& workplace, lake::Session& session, catalog::Library const& library,
              fusion::PlanFeed const& feed, std::string const& number,
              std::vector<std::string> const& golden, std::vector<SourceRow>& rows) {
    auto const* const resource = workplace.catalog().find_resource(feed.name);
    auto condition = fmt::format("{} = {}", feed.number, quoted_text(number));
    if (feed.may_be_broken)
        condition +=
            fmt::format(" OR (load, \"row\") IN (SELECT {}, {} FROM meta.{} WHERE subject = {})",
                        fusion::load_sql("origin"), fusion::row_sql("origin"),
                        quoted_name("link_" + library.name), golden.front());
    auto const inner = feed.select(feed.columns(), TRY(workplace.lake().version()), condition);
    // Columns have no names of their own there: c0 … is the feed's order.
    std::string names;
    std::string texts;
    for (std::size_t i = 0; i < fusion::first_field + feed.fields.size(); ++i) {
        auto const name = fmt::format("c{}", i);
        names += (i == 0 ? "" : ", ") + name;
        texts += i < fusion::first_field
                     ? name + ", "
                     : lake::text_sql(type_in(*resource, library, feed, i), "f." + name) + ", ";
    }
    auto const found = TRY(session.query(fmt::format(
        "SELECT {}l.run, l.file, strftime(l.loaded_at AT TIME ZONE 'UTC', "
        "'%Y-%m-%dT%H:%M:%SZ') FROM ({}) f({}) LEFT JOIN meta.load l ON l.load = f.c{} ORDER BY "
        "f.c{} LIMIT {}",
        texts, inner, names, int{fusion::load_id}, int{fusion::row_number}, source_rows_max)));
    for (auto const& cells : found.rows) {
        auto const text = [&](std::size_t i) { return cells[i].value_or(""); };
        auto const number_of = [&](std::size_t i) { return std::stoll(cells[i].value_or("0")); };
        auto const after = fusion::first_field + feed.fields.size();
        SourceRow row{&library,
                      resource,
                      number_of(fusion::load_id),
                      number_of(fusion::row_number),
                      number_of(after),
                      text(after + 1),
                      text(after + 2),
                      {}};
        for (std::size_t i = 0; i < feed.fields.size(); ++i) {
            auto const field = feed.fields[i];
            auto value = text(fusion::first_field + i);
            auto const differs = !value.empty() && value != golden[field + 1];
            row.values.push_back({field, std::move(value), differs});
        }
        rows.push_back(std::move(row));
    }
    if (rows.size() <= source_rows_max) return {};
    return fail(Code::limited, "subject.rows", "The subject has too many rows to be shown");
}

}  // namespace

Result<std::vector<SourceRow>> sources_of(Workplace& workplace, std::string const& number) {
    std::vector<SourceRow> rows;
    auto known = false;
    auto session = TRY(workplace.lake().session());
    auto const read = [&]() -> Done {
        rows.clear();
        for (auto const& library : workplace.catalog().libraries) {
            auto const key = library.number == nullptr
                                 ? number
                                 : normalised_number(library, number).value_or("");
            if (key.empty()) continue;
            auto const golden = TRY(golden_values(session, library, key));
            if (golden.empty()) continue;
            known = true;
            for (auto const& feed : fusion::plan_of(workplace.catalog(), library).feeds)
                if (!feed.is_golden)
                    TRY(add_rows(workplace, session, library, feed, key, golden, rows));
        }
        return {};
    };
    TRY(session.reading(read));
    if (!known) return fail(Code::not_found, "subject.unknown", "No library has this number");
    return rows;
}

}  // namespace jutong::job
