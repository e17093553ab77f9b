#include "operation/needs.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

namespace jutong::operation {

namespace {

constexpr double falling_min = 1;  // points of a score
constexpr double falling_bad = 5;
constexpr double disk_free_min = 0.10, disk_free_bad = 0.05;  // of the disk
constexpr std::size_t runs_looked_at = 100;
constexpr std::array<std::string_view, 5> kind_words = {"overdue", "score_falling", "run_failed",
                                                        "disk", "unfed"};

std::string iso(std::optional<Instant> const& at) { return at ? iso_time(*at) : ""; }

void add_of_resources(catalog::Catalog const& catalog, job::Holdings const& holdings, Days today,
                      std::vector<Need>& needs) {
    for (std::size_t i = 0; i < holdings.resources.size(); ++i) {
        auto const& state = holdings.resources[i];
        auto const& resource = catalog.resources[i];
        auto const href = "/resources/" + resource.name;
        if (state.arrival(today) == job::Arrival::overdue) {
            auto const days = today - *state.due;
            needs.push_back({"overdue:" + resource.name, Need::Kind::overdue,
                             days > state.cycle_days,
                             fmt::format("{}逾期 {} 天", resource.title, days),
                             fmt::format("应在 {} 前到货", iso_date(*state.due)), href,
                             iso(state.last_arrival)});
        }
        if (state.score && state.before && *state.before - *state.score >= falling_min) {
            auto const fall = *state.before - *state.score;
            needs.push_back({"score_falling:" + resource.name, Need::Kind::score_falling,
                             fall >= falling_bad,
                             fmt::format("{}得分下降 {:.1f}", resource.title, fall),
                             fmt::format("从 {:.1f} 降到 {:.1f}", *state.before, *state.score),
                             href + "?tab=quality", iso(state.last_arrival)});
        }
    }
}

void add_of_runs(std::vector<RunView> const& runs, std::vector<Need>& needs) {
    std::set<std::string> seen;
    for (auto const& view : runs) {
        auto const& state = view.run.state;
        if (state == "queued" || state == "running") continue;
        if (!seen.insert(line_of(view.request)).second || state != "failed") continue;
        needs.push_back({fmt::format("run_failed:{}", view.run.id), Need::Kind::run_failed, true,
                         fmt::format("第 {} 次运行失败", view.run.id), view.run.message,
                         fmt::format("/runs/{}", view.run.id), view.run.ended});
    }
}

void add_of_disk(Disk const& disk, Instant now, std::vector<Need>& needs) {
    if (disk.bytes == 0) return;
    auto const free = static_cast<double>(disk.free) / static_cast<double>(disk.bytes);
    if (free >= disk_free_min) return;
    needs.push_back(
        {"disk", Need::Kind::disk, free < disk_free_bad,
         fmt::format("磁盘只剩 {:.0f}%", free * 100),
         fmt::format("还有 {:.1f} GB；清理旧版本或扩容", static_cast<double>(disk.free) / 1e9),
         "/system", iso_time(now)});
}

// A library that has feeds and was never filled, though nothing is said to be awaited.
void add_of_libraries(catalog::Catalog const& catalog, job::Holdings const& holdings,
                      std::vector<Need>& needs) {
    for (std::size_t i = 0; i < holdings.libraries.size(); ++i) {
        auto const& library = catalog.libraries[i];
        if (holdings.libraries[i].subjects > 0 || !library.awaits.empty()) continue;
        needs.push_back({"unfed:" + library.name, Need::Kind::unfed, false,
                         library.title + "还没有数据", "它的数据资源都还没有到货",
                         "/libraries/" + library.name, ""});
    }
}

}  // namespace

std::string_view to_string(Need::Kind kind) {
    return kind_words.at(static_cast<std::size_t>(kind));
}

json::object json_of(Need const& need) {
    return {{"id", need.id},
            {"kind", to_string(need.kind)},
            {"state", need.is_bad ? "bad" : "attention"},
            {"title", need.title},
            {"detail", need.detail},
            {"href", need.href},
            {"since", need.since}};
}

Disk disk_of(std::filesystem::path const& data) {
    std::error_code error;
    auto const space = std::filesystem::space(data, error);
    if (error) return {};
    return {static_cast<std::int64_t>(space.capacity), static_cast<std::int64_t>(space.available)};
}

std::vector<Need> needs_of(catalog::Catalog const& catalog, job::Holdings const& holdings,
                           std::vector<RunView> const& runs, Disk const& disk, Instant now) {
    std::vector<Need> needs;
    add_of_runs(runs, needs);
    add_of_disk(disk, now, needs);
    add_of_resources(catalog, holdings, job::china_day(now), needs);
    add_of_libraries(catalog, holdings, needs);
    std::ranges::stable_partition(needs, &Need::is_bad);
    return needs;
}

Result<std::vector<Need>> find_needs(job::Workplace& workplace, Runner& runner) {
    auto const holdings = TRY(job::holdings_of(workplace));
    auto const runs = TRY(runner.list(0, runs_looked_at, "", ""));
    return needs_of(workplace.catalog(), holdings, runs, disk_of(workplace.settings().data),
                    workplace.clock().now());
}

}  // namespace jutong::operation
