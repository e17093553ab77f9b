// A workplace: the packs, the store and the lake of one data directory, opened as a command needs
// them.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/file.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "element/registry.h"
#include "ingest/kept.h"
#include "ingest/runs.h"
#include "lake/lake.h"
#include "store/store.h"

namespace jutong::job {

struct Settings {
    std::filesystem::path data = "./var";
    std::filesystem::path packs;  // empty: beside the program
    int threads = 0;              // 0: all cores
    std::string memory;           // "4GB"; empty: the engine's own limit
    std::string database;         // postgresql://… of store and lake catalogue; empty: embedded
    std::optional<std::string> as_of;
    std::filesystem::path connections;  // file of connections; empty: connections.yaml in `data`
    bool locked = false;                // this process holds the lock of the data directory already
};

// How many threads work: those of the settings, or one a core.
int threads_of(Settings const& settings);

// Where packs are when nobody says: beside the program, or in the source tree it was built from.
std::filesystem::path default_packs();

// DATA/packs: packs of this installation alone, such as the one that the console writes.
std::filesystem::path own_packs_of(std::filesystem::path const& data);
// Where packs are read from: those of the settings, then, where they are, the installation's own.
std::vector<std::filesystem::path> pack_folders(Settings const& settings);

// Reads the packs and holds them against the rules. Mistakes go to `problems`; what is given may
// then be incomplete.
struct PackContent {
    std::unique_ptr<element::Registry> registry;
    catalog::Catalog catalog;
};
Result<PackContent> read_content(std::vector<std::filesystem::path> const& folders,
                                 pack::Problems& problems);

enum class Access { read, write };

class Workplace {
public:
    // Writing takes the lock of the data directory and makes what is missing; reading needs a lake
    // that is there. Fails with pack.invalid (invalid) and all problems as its message, data.locked
    // (conflict), and as Lake and Store do.
    static Result<std::unique_ptr<Workplace>> open(Settings settings, Access access,
                                                   Clock const& clock);

    Settings const& settings() const { return settings_; }
    element::Registry const& registry() const { return *content_.registry; }
    catalog::Catalog const& catalog() const { return content_.catalog; }
    lake::Lake& lake() { return *lake_; }
    store::Store& store() { return *store_; }
    ingest::KeptFiles const& kept() const { return kept_; }
    ingest::Runs& runs() { return *runs_; }
    Clock const& clock() const { return clock_; }
    int threads() const { return threads_of(settings_); }

private:
    Workplace(Settings settings, Clock const& clock)
        : settings_(std::move(settings)), clock_(clock), kept_(settings_.data / "kept") {}

    Settings settings_;
    Clock const& clock_;
    std::optional<FileLock> lock_;
    PackContent content_;
    ingest::KeptFiles kept_;
    std::unique_ptr<store::Store> store_;
    std::optional<ingest::Runs> runs_;
    std::unique_ptr<lake::Lake> lake_;
};

std::filesystem::path lock_of(std::filesystem::path const& data);

// Holds the store's lock of writers until it closes. Fails with data.locked (conflict).
Done lock_store(store::Store& store);

// Makes the tables of all resources and libraries and records the packs' versions, in one
// transaction of the lake.
Done apply_packs(Workplace& workplace);

// The packs as they were applied last. Empty where none were.
Result<std::vector<catalog::PackInfo>> applied_packs(store::Store& store);

}  // namespace jutong::job
