// Files that the sources of the packs name, in folders and in zip archives.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/kept.h"

namespace jutong::job {

// A file, or a member of a zip archive, and the resource whose rows it has.
struct Found {
    catalog::Resource const* resource = nullptr;  // null: refused
    ingest::Input input;
    std::string name;      // below the folder it was found in; of a member a.zip/b.csv
    bool guessed = false;  // a member that no source names: it may have rows of the resource
    std::optional<Error> refused = std::nullopt;
};

struct FoundFiles {
    std::vector<Found> files;
    std::vector<std::string> notes;  // members of archives that no source names
};

// Files below `folder` whose name one source names, without .gz, .zst, .zip and .rejects.csv;
// sorted. A name that two resources claim goes to the one whose pattern is longer. Of a zip archive
// the members count as files; where a source names the archive itself, all of them. Fails with
// job.folder (not_found).
Result<FoundFiles> find_sources(catalog::Catalog const& catalog,
                                std::filesystem::path const& folder);

// A file for one resource, whatever its name; of a zip archive the members that the resource's
// sources name, else all of them as guesses. Fails as Archive::open does, and with ingest.zip.empty
// (invalid).
Result<FoundFiles> files_for(catalog::Resource const& resource, std::filesystem::path const& file);

}  // namespace jutong::job
