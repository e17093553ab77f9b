#include "operation/scheduler.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <sys/stat.h>

#include "crypto/sha256.h"
#include "job/backup.h"

namespace jutong::operation {

namespace {

constexpr Instant second = 1'000'000, hour = 3600 * second, day = 24 * hour;
constexpr Instant again_after_failure = 6 * hour;
constexpr std::array<std::string_view, 3> unfinished = {".part", ".tmp", ".crdownload"};

constexpr std::string_view schema = R"(
CREATE TABLE IF NOT EXISTS operation_inbox (
    path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, changed INTEGER NOT NULL, run INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS operation_fetch (
    resource TEXT PRIMARY KEY, asked INTEGER NOT NULL, run INTEGER NOT NULL);
)";

bool is_unfinished(std::string const& name) {
    return name.starts_with('.') || name.starts_with("~$") ||
           std::ranges::any_of(unfinished, [&](auto end) { return name.ends_with(end); });
}

// What somebody else asked for already is being done.
bool is_being_done(Error const& error) { return error.reason == "run.already"; }

struct Arrivals {
    std::map<std::string, Instant> last;  // by resource
};

Result<Arrivals> arrivals_in(job::Workplace& workplace) {
    auto session = TRY(workplace.lake().session());
    Arrivals arrivals;
    auto const rows = TRY(session.query(
        "SELECT resource, epoch_us(max(loaded_at)) FROM meta.load GROUP BY resource"));
    for (auto const& row : rows.rows)
        arrivals.last[row[0].value_or("")] = std::stoll(row[1].value_or("0"));
    return arrivals;
}

int cycle_of(catalog::Catalog const& catalog, std::string const& update) {
    for (auto const& [word, days] : catalog.measure.cycles)
        if (word == update) return days;
    return 0;
}

}  // namespace

Result<std::unique_ptr<Scheduler>> Scheduler::open(Options options, Workplaces workplaces,
                                                   Runner& runner, Clock const& clock) {
    TRY(workplaces()->store().run_script(schema));
    return std::unique_ptr<Scheduler>(
        new Scheduler(std::move(options), std::move(workplaces), runner, clock));
}

Done Scheduler::look() {
    Done first;
    auto const keep = [&](Done const& done) {
        if (!done && first) first = fail(done.error());
    };
    for (auto const& inbox : options_.inboxes) keep(look_at_inbox(inbox));
    keep(fetch_what_is_due());
    keep(back_up());
    return first;
}

// A folder is taken in once everything in it stands still: a run reads all of it.
Done Scheduler::look_at_inbox(fs::path const& inbox) {
    auto const workplace = workplaces_();
    Files now;
    auto is_still = true;
    std::error_code error;
    std::vector<std::string> fresh;
    for (fs::recursive_directory_iterator entry(inbox, error), end; entry != end;
         entry.increment(error)) {
        struct stat about{};
        auto const path = entry->path().string();
        if (is_unfinished(entry->path().filename().string())) continue;
        if (::lstat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) continue;
        auto const written = about.st_mtim.tv_sec * second + about.st_mtim.tv_nsec / 1000;
        File const file{about.st_size, written};
        now.emplace(path, file);
        if (now.size() > inbox_files_max)
            return fail(Code::limited, "schedule.inbox",
                        "Too many files lie in " + inbox.string() + "; move some away");
        if (TRY(was_taken(workplace->store(), path, file))) continue;
        auto const before = seen_[inbox].find(path);
        is_still = is_still && before != seen_[inbox].end() && before->second == file;
        fresh.push_back(path);
    }
    seen_[inbox] = now;
    if (fresh.empty() || !is_still) return {};
    std::string what;
    for (auto const& path : fresh)
        what += fmt::format("{} {} {}\n", path, now[path].bytes, now[path].changed);
    RunRequest request;
    request.command = "main";
    request.from = inbox.string();
    auto const run = runner_.request(request, std::string(schedule_actor),
                                     "inbox-" + crypto::sha256_hex(what).substr(0, 32));
    if (!run) return is_being_done(run.error()) ? Done() : fail(run.error());
    auto const remember = [&]() -> Done {
        for (auto const& path : fresh)
            TRY(workplace->store().run(
                "INSERT INTO operation_inbox (path, bytes, changed, run) VALUES (?1, ?2, ?3, ?4) "
                "ON CONFLICT (path) DO UPDATE SET bytes = ?2, changed = ?3, run = ?4",
                {path, now[path].bytes, now[path].changed, run->run.id}));
        return {};
    };
    return workplace->store().transaction(remember);
}

Result<bool> Scheduler::was_taken(store::Store& store, std::string const& path,
                                  File const& file) const {
    auto const rows =
        TRY(store.query("SELECT bytes, changed FROM operation_inbox WHERE path = ?1", {path}));
    return !rows.empty() && File{rows[0].integer(0), rows[0].integer(1)} == file;
}

// When a resource is fetched next: when it is due; not again at once where that gave nothing new.
Result<std::optional<Instant>> Scheduler::next_fetch(store::Store& store, Schedule const& schedule,
                                                     int cycle_days) const {
    if (cycle_days == 0) return std::optional<Instant>();
    auto next = schedule.last ? *schedule.last + cycle_days * day : Instant{0};
    auto const rows = TRY(store.query(
        "SELECT f.asked, r.state FROM operation_fetch f LEFT JOIN ingest_run r ON r.id = f.run "
        "WHERE f.resource = ?1",
        {schedule.resource}));
    if (!rows.empty()) {
        auto const has_failed = rows[0].text(1) == "failed";
        next = std::max(next,
                        rows[0].integer(0) + (has_failed ? again_after_failure : cycle_days * day));
    }
    return std::optional(next);
}

Done Scheduler::fetch_what_is_due() {
    auto const workplace = workplaces_();
    for (auto const& schedule : TRY(schedules())) {
        auto const* const resource = workplace->catalog().find_resource(schedule.resource);
        auto const is_fetched = resource != nullptr && options_.fetched_from &&
                                !options_.fetched_from(*resource).empty();
        if (!is_fetched || !schedule.next_run || *schedule.next_run > clock_.now()) continue;
        RunRequest request;
        request.command = "ingest";
        request.resource = schedule.resource;
        auto const run = runner_.request(request, std::string(schedule_actor));
        if (!run && is_being_done(run.error())) continue;
        if (!run) return fail(run.error());
        TRY(workplace->store().run(
            "INSERT INTO operation_fetch (resource, asked, run) VALUES (?1, ?2, ?3) ON CONFLICT "
            "(resource) DO UPDATE SET asked = ?2, run = ?3",
            {schedule.resource, clock_.now(), run->run.id}));
    }
    return {};
}

Result<std::vector<Schedule>> Scheduler::schedules() const {
    auto const workplace = workplaces_();
    auto const& catalog = workplace->catalog();
    auto const arrivals = TRY(arrivals_in(*workplace));
    auto const today = job::china_day(clock_.now());
    std::vector<Schedule> out;
    for (auto const& resource : catalog.resources) {
        Schedule one;
        one.resource = resource.name;
        one.title = resource.title;
        one.provider = resource.provider;
        one.update = resource.update;
        job::ResourceState state;
        state.cycle_days = cycle_of(catalog, resource.update);
        if (auto const last = arrivals.last.find(resource.name); last != arrivals.last.end())
            state.last_arrival = last->second;
        if (state.cycle_days > 0 && state.last_arrival)
            state.due = job::china_day(*state.last_arrival) + state.cycle_days;
        one.last = state.last_arrival;
        one.due = state.due;
        one.arrival = state.arrival(today);
        auto const takes_files = std::ranges::any_of(
            resource.sources, [](auto const& source) { return !source.files.empty(); });
        if (options_.fetched_from) one.source = options_.fetched_from(resource);
        if (!one.source.empty())
            one.next_run = TRY(next_fetch(workplace->store(), one, state.cycle_days));
        else if (takes_files && !options_.inboxes.empty())
            one.source = options_.inboxes.front().string();
        one.automatic = !one.source.empty();
        out.push_back(std::move(one));
    }
    return out;
}

// Backups by itself are named by their day; those that people named stay.
Done Scheduler::back_up() {
    if (options_.backup_every_days == 0) return {};
    auto const folder = backups_of(workplaces_()->settings().data);
    std::vector<std::string> days;
    for (auto const& backup : job::list_backups(folder))
        if (auto const name = backup.folder.filename().string(); job::day_named(name))
            days.push_back(name);
    std::ranges::sort(days);
    auto const today = job::china_day(clock_.now());
    auto const last = days.empty() ? std::optional<Days>() : job::day_named(days.back());
    if (!last || today - *last >= options_.backup_every_days) {
        RunRequest request;
        request.command = "backup";
        request.to = iso_date(today);
        auto const run =
            runner_.request(request, std::string(schedule_actor), "backup-" + request.to);
        if (!run && !is_being_done(run.error())) return fail(run.error());
    }
    auto const kept = static_cast<std::size_t>(std::max(1, options_.backups_kept));
    for (std::size_t i = 0; i + kept < days.size(); ++i) {
        std::error_code error;
        fs::remove_all(folder / days[i], error);
        if (error) return fail(Code::unavailable, "file.write", "An old backup cannot be deleted");
    }
    return {};
}

}  // namespace jutong::operation
