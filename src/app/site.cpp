#include "app/site.h"

#include <algorithm>

#include "job/directory.h"

namespace jutong::app {

namespace {

constexpr std::size_t past_max = 3;

}  // namespace

Result<std::unique_ptr<Site>> Site::open(job::Settings settings, Clock const& clock) {
    auto site = std::unique_ptr<Site>(new Site(std::move(settings), clock));
    if (site->settings_.packs.empty()) site->settings_.packs = job::default_packs();
    TRY(make_folder(site->settings_.data));
    if (site->settings_.database.empty()) {
        site->lock_ = TRY(FileLock::take(job::lock_of(site->settings_.data)));
        site->settings_.locked = true;
    }
    TRY(site->prepare());
    if (!site->workplace_) TRY(site->reload());
    return site;
}

// Opens the workplace where nothing is to be written.
// A data directory that is new, or of an older format, or whose packs changed, is written first.
// Where another process writes, it does that.
Done Site::prepare() {
    auto const format = TRY(job::format_of(settings_.data));
    if (format == job::format_version) {
        auto there = job::Workplace::open(settings_, job::Access::read, clock_);
        if (there) {
            auto const applied = TRY(job::applied_packs((*there)->store()));
            if (std::ranges::is_permutation(applied, (*there)->catalog().packs, {},
                                            &catalog::PackInfo::hash, &catalog::PackInfo::hash)) {
                workplace_ = std::move(*there);
                return {};
            }
        } else if (there.error().reason == "pack.invalid") {
            return fail(there.error());
        }
    }
    auto const written = job::Workplace::open(settings_, job::Access::write, clock_);
    if (!written && written.error().reason == "data.locked") return {};
    if (!written) return fail(written.error());
    return job::apply_packs(**written);
}

std::shared_ptr<job::Workplace> Site::workplace() const {
    std::lock_guard const lock(mutex_);
    return workplace_;
}

Done Site::reload() {
    std::shared_ptr<job::Workplace> fresh =
        TRY(job::Workplace::open(settings_, job::Access::read, clock_));
    std::lock_guard const lock(mutex_);
    workplace_ = std::move(fresh);
    past_.clear();
    return {};
}

Result<std::shared_ptr<job::Workplace>> Site::workplace_at(std::string const& as_of) {
    {
        std::lock_guard const lock(mutex_);
        auto const known = std::ranges::find(past_, as_of, &decltype(past_)::value_type::first);
        if (known != past_.end()) return known->second;
    }
    auto settings = settings_;
    settings.as_of = as_of;
    std::shared_ptr<job::Workplace> then =
        TRY(job::Workplace::open(settings, job::Access::read, clock_));
    std::lock_guard const lock(mutex_);
    past_.emplace_front(as_of, then);
    if (past_.size() > past_max) past_.pop_back();
    return then;
}

}  // namespace jutong::app
