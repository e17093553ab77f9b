#include "fusion/touched.h"

#include <map>
#include <string>

#include <fmt/format.h>

namespace jutong::fusion {

Result<Changes> changes_between(lake::Session& session, Plan const& plan, std::int64_t from,
                                std::int64_t to) {
    Changes changes;
    auto const take = [&](lake::Batch const& batch) -> Done {
        for (std::size_t i = 0; i < batch.rows; ++i) {
            if (batch.columns[0].null[i] == 0)
                changes.touched.add(std::string(batch.columns[0].text[i]));
            else if (batch.columns[1].null[i] == 0)
                changes.sent.emplace_back(batch.columns[1].text[i]);
            else
                changes.unnumbered = true;
        }
        return {};
    };
    std::map<std::string, std::string> linked;  // by library: SQL of the resources that it links
    for (auto const& feed : plan.feeds) {
        if (feed.linked_by.empty()) continue;
        auto& resources = linked[feed.linked_by];
        resources += (resources.empty() ? "" : ", ") + lake::quoted_text(feed.name);
    }
    for (auto const& [library, resources] : linked)
        TRY(session.scan(
            fmt::format(
                "SELECT DISTINCT number, NULL::VARCHAR FROM ({}) WHERE resource IN ({}) AND "
                "state = {}",
                lake::Lake::changed_rows_sql("meta", "likeness_" + library, from, to), resources,
                lake::quoted_text(to_string(Likeness::linked))),
            take));
    for (auto const& feed : plan.feeds) {
        for (auto const& [schema, table, golden] : feed.watched) {
            auto const changed = lake::Lake::changed_rows_sql(schema, table, from, to);
            auto const rows =
                golden.empty()
                    ? fmt::format("({}) g", changed)
                    : fmt::format(
                          "(SELECT * FROM {} AT (VERSION => {})) g SEMI JOIN ({}) c ON g.subject = "
                          "c.subject",
                          golden, to, changed);
            TRY(session.scan(
                fmt::format("SELECT DISTINCT {}, {} FROM {}", feed.number, feed.as_sent, rows),
                take));
        }
    }
    return changes;
}

}  // namespace jutong::fusion
