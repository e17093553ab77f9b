#include "job/seal.h"

#include <map>

#include <fmt/format.h>
#include <xxhash.h>

#include "base/file.h"

namespace jutong::job {

namespace {

constexpr std::string_view schema =
    "CREATE TABLE IF NOT EXISTS job_seal (path TEXT PRIMARY KEY, hash TEXT NOT NULL);";

// Empty where the file cannot be read.
std::string hash_of(fs::path const& path) {
    std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> const state(XXH3_createState(),
                                                                         XXH3_freeState);
    XXH3_128bits_reset(state.get());
    auto const take = [&](std::string_view bytes) -> Done {
        XXH3_128bits_update(state.get(), bytes.data(), bytes.size());
        return {};
    };
    if (!read_pieces(path, take)) return {};
    auto const hash = XXH3_128bits_digest(state.get());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

Result<std::map<std::string, std::string>> seals_of(store::Store& store) {
    TRY(store.run_script(schema));
    std::map<std::string, std::string> seals;
    for (auto const& row : TRY(store.query("SELECT path, hash FROM job_seal")))
        seals[row.text(0)] = row.text(1);
    return seals;
}

fs::path folder_of(Workplace const& workplace) {
    return workplace.settings().data / "lake" / "files";
}

}  // namespace

Done seal_files(Workplace& workplace) {
    auto& store = workplace.store();
    auto gone = TRY(seals_of(store));
    std::vector<std::pair<std::string, std::string>> made;
    auto const folder = folder_of(workplace);
    for (auto const& path : workplace.lake().all_files()) {
        auto const name = path.lexically_relative(folder).string();
        if (gone.erase(name) == 0) made.emplace_back(name, hash_of(path));
    }
    if (made.empty() && gone.empty()) return {};
    return store.transaction([&]() -> Done {
        for (auto const& [path, hash] : made)
            TRY(store.run("INSERT INTO job_seal VALUES (?1, ?2)", {path, hash}));
        for (auto const& [path, hash] : gone)
            TRY(store.run("DELETE FROM job_seal WHERE path = ?1", {path}));
        return {};
    });
}

Result<std::vector<std::string>> broken_seals(Workplace& workplace, Progress& progress,
                                              std::int64_t& looked) {
    auto const seals = TRY(seals_of(workplace.store()));
    std::vector<std::string> broken;
    progress.step("seals", static_cast<std::int64_t>(seals.size()));
    for (auto const& [path, hash] : seals) {
        TRY(progress.go_on());
        auto const found = hash_of(folder_of(workplace) / path);
        if (found != hash) broken.push_back(path);
        ++looked;
        progress.at(looked, looked);
    }
    return broken;
}

}  // namespace jutong::job
