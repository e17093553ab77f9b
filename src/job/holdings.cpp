#include "job/holdings.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "job/quality.h"

namespace jutong::job {

namespace {

using lake::quoted_name;
using lake::quoted_text;

constexpr std::array<std::string_view, 5> arrival_words = {"in_time", "due", "overdue", "never",
                                                           "unscheduled"};
constexpr int due_share = 5;  // of the cycle: its last fifth

std::int64_t number(lake::Cell const& cell) { return cell ? std::stoll(*cell) : 0; }

class Taking {
public:
    explicit Taking(Workplace& workplace) : workplace_(workplace), catalog_(workplace.catalog()) {
        out_.resources.resize(catalog_.resources.size());
        out_.libraries.resize(catalog_.libraries.size());
    }

    Result<Holdings> take() {
        auto session = TRY(workplace_.lake().session());
        auto const look = [&]() -> Done {
            before_.clear();
            TRY(count_rows(session));
            TRY(read_loads(session));
            return read_fusions(session);
        };
        TRY(session.reading(look));
        TRY(judge());
        return std::move(out_);
    }

private:
    ResourceState* state_of(std::string_view name) {
        auto const* const found = catalog_.find_resource(name);
        return found == nullptr
                   ? nullptr
                   : &out_.resources[static_cast<std::size_t>(found - catalog_.resources.data())];
    }

    Done count_rows(lake::Session& session) {
        auto const made = TRY(session.query(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name "
            "= 'clean'"));
        std::set<std::string> tables;
        for (auto const& row : made.rows) tables.insert(*row[0]);
        std::string sql;
        for (auto const& resource : catalog_.resources)
            if (tables.contains(resource.table()))
                sql += fmt::format("{}SELECT {} AS name, count(*) AS n FROM clean.{}",
                                   sql.empty() ? "" : " UNION ALL ", quoted_text(resource.name),
                                   quoted_name(resource.table()));
        if (sql.empty()) return {};
        auto const counts = TRY(session.query(sql));
        for (auto const& row : counts.rows) state_of(*row[0])->rows = number(row[1]);
        return {};
    }

    Done read_loads(lake::Session& session) {
        auto const rows = TRY(session.query(
            "SELECT resource, epoch_us(max(loaded_at)) FROM meta.load GROUP BY resource"));
        for (auto const& row : rows.rows) {
            auto* const state = state_of(*row[0]);
            if (state == nullptr) continue;
            state->last_arrival = number(row[1]);
            seen(*state->last_arrival);
        }
        auto const& cycles = catalog_.measure.cycles;
        for (std::size_t i = 0; i < out_.resources.size(); ++i) {
            auto const cycle = std::ranges::find(cycles, catalog_.resources[i].update,
                                                 &std::pair<std::string, int>::first);
            if (cycle == cycles.end()) continue;
            auto& state = out_.resources[i];
            state.cycle_days = cycle->second;
            if (state.last_arrival) state.due = china_day(*state.last_arrival) + cycle->second;
        }
        auto const runs = TRY(session.query(
            "SELECT resource, run FROM (SELECT DISTINCT resource, run FROM meta.load UNION SELECT "
            "DISTINCT resource, run FROM meta.measure_table) QUALIFY row_number() OVER (PARTITION "
            "BY resource ORDER BY run DESC) = 2"));
        for (auto const& row : runs.rows) before_[number(row[1])].push_back(*row[0]);
        return {};
    }

    Done read_fusions(lake::Session& session) {
        auto const rows = TRY(session.query(
            "SELECT library, epoch_us(fused_at), rows, subjects, sum(added) OVER (PARTITION BY "
            "library, run), unlinked, conflicts FROM "
            "meta.fusion QUALIFY row_number() OVER (PARTITION BY library ORDER BY fused_at DESC) = "
            "1"));
        for (auto const& row : rows.rows) {
            auto const* const found = catalog_.find_library(*row[0]);
            if (found == nullptr) continue;
            auto& state =
                out_.libraries[static_cast<std::size_t>(found - catalog_.libraries.data())];
            state = {true,           number(row[1]), number(row[2]), number(row[3]),
                     number(row[4]), number(row[5]), number(row[6]), {}};
            seen(state.fused_at);
        }
        return {};
    }

    Done judge() {
        std::vector<governance::Measure> all;
        std::map<std::string, std::vector<governance::Measure>> by_resource;
        for (auto& quality : TRY(quality_of(workplace_, ""))) {
            auto* const state = state_of(quality.resource);
            state->score = quality.score;
            state->quarantined = quality.quarantined;
            all.insert(all.end(), quality.measures.begin(), quality.measures.end());
            by_resource[quality.resource] = std::move(quality.measures);
        }
        if (!all.empty()) out_.score = governance::score(all, catalog_.measure);
        for (auto const& [run, resources] : before_) {
            auto const then = TRY(quality_of(workplace_, "", run));
            for (auto const& quality : then)
                if (std::ranges::find(resources, quality.resource) != resources.end())
                    state_of(quality.resource)->before = quality.score;
        }
        for (std::size_t i = 0; i < catalog_.libraries.size(); ++i) {
            std::vector<governance::Measure> own;
            for (auto const& feed : catalog_.libraries[i].feeds) {
                if (!feed.resource) continue;
                auto const& measures = by_resource[feed.source];
                own.insert(own.end(), measures.begin(), measures.end());
            }
            if (!own.empty()) out_.libraries[i].score = governance::score(own, catalog_.measure);
        }
        return {};
    }

    void seen(Instant at) {
        if (!out_.updated_at || *out_.updated_at < at) out_.updated_at = at;
    }

    Workplace& workplace_;
    catalog::Catalog const& catalog_;
    Holdings out_;
    std::map<std::int64_t, std::vector<std::string>> before_;  // run → resources it was before in
};

}  // namespace

std::string_view to_string(Arrival arrival) {
    return arrival_words.at(static_cast<std::size_t>(arrival));
}

Days china_day(Instant instant) {
    constexpr Instant micros_a_day = 86'400'000'000, east_8 = 28'800'000'000;
    return static_cast<Days>((instant + east_8) / micros_a_day);
}

Arrival ResourceState::arrival(Days today) const {
    if (cycle_days == 0) return Arrival::unscheduled;
    if (!due) return Arrival::never;
    if (today > *due) return Arrival::overdue;
    auto const last_days = std::max(1, cycle_days / due_share);
    return *due - today < last_days ? Arrival::due : Arrival::in_time;
}

Result<Holdings> holdings_of(Workplace& workplace) { return Taking(workplace).take(); }

}  // namespace jutong::job
