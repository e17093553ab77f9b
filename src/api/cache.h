// What is costly to work out, kept as long as the lake and the packs are what they were.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "job/workplace.h"

namespace jutong::api {

// Safe from any thread. Whoever asks first works it out; who asks for the same meanwhile gets what
// it was before, or waits where it was not known yet.
template <typename T>
class Cache {
public:
    using Make = std::function<Result<T>()>;

    // `key`: which one, of those that depend on what is asked. Fails as `make` does; failures are
    // not kept.
    Result<std::shared_ptr<T const>> get(std::shared_ptr<job::Workplace> const& workplace,
                                         std::string const& key, Make const& make) {
        auto const version = TRY(workplace->lake().version());
        auto const entry = entry_of(key);
        std::unique_lock making(entry->making, std::try_to_lock);
        if (!making) {
            if (auto before = entry->of(workplace)) return before;
            making.lock();
        }
        if (auto known = entry->of(workplace, version)) return known;
        auto made = std::make_shared<T const>(TRY(make()));
        std::lock_guard const lock(entry->mutex);
        entry->value = made;
        entry->version = version;
        entry->workplace = workplace;
        return made;
    }

private:
    static constexpr std::size_t entries_max = 200;

    struct Entry {
        std::mutex making;  // held by who works it out
        std::mutex mutex;   // guards all below
        std::shared_ptr<T const> value;
        std::int64_t version = -1;
        std::weak_ptr<job::Workplace> workplace;

        // Null where it is not known of that workplace, or that version.
        std::shared_ptr<T const> of(std::shared_ptr<job::Workplace> const& wanted,
                                    std::optional<std::int64_t> wanted_version = {}) {
            std::lock_guard const lock(mutex);
            if (workplace.lock() != wanted) return nullptr;
            return wanted_version && *wanted_version != version ? nullptr : value;
        }
    };

    std::shared_ptr<Entry> entry_of(std::string const& key) {
        std::lock_guard const lock(mutex_);
        if (entries_.size() >= entries_max && !entries_.contains(key)) entries_.clear();
        auto& entry = entries_[key];
        if (!entry) entry = std::make_shared<Entry>();
        return entry;
    }

    std::mutex mutex_;                                       // guards entries_
    std::map<std::string, std::shared_ptr<Entry>> entries_;  // shared with who works it out
};

}  // namespace jutong::api
