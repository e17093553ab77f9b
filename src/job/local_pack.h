// The pack that the console writes: DATA/packs/local. What is saved there was held against all
// packs before, and is there whole or not at all.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "job/workplace.h"

namespace jutong::job {

inline constexpr std::string_view local_pack_name = "local";
inline constexpr std::size_t definition_bytes_max = 200U << 10U;

// The YAML document that declares a resource.
struct Definition {
    std::string resource, pack, file, yaml;
    int line = 0;  // of the file, where the document begins; from 1
    bool writable = false;
};

// Safe from any thread of one process.
class LocalPack {
public:
    explicit LocalPack(Settings settings) : settings_(std::move(settings)) {}

    // Fails with catalog.unknown_resource (not_found), file.* where it went away.
    Result<Definition> definition(catalog::Catalog const& catalog,
                                  std::string const& resource) const;
    // Names of columns that the local pack adds to a resource, in their order.
    Result<std::vector<catalog::ColumnMapping>> mapping(std::string const& resource) const;

    // Each saves unless there are mistakes, which it gives, and unless `allow` fails, which is
    // asked while nobody else saves. Mistakes of the document itself have its lines and no file.
    // Fails with pack.resource_name (invalid), pack.read_only (denied) where another pack declares
    // the resource, file.write (unavailable).
    using AllowDefinition = std::function<Done(std::optional<Definition> const& now)>;
    Result<pack::Problems> save_definition(std::string const& resource, std::string const& yaml,
                                           AllowDefinition const& allow);
    using Columns = std::vector<catalog::ColumnMapping>;
    using AllowMapping = std::function<Done(Columns const& now)>;
    // No columns: the local pack adds none any more.
    Result<pack::Problems> save_mapping(std::string const& resource, Columns const& columns,
                                        AllowMapping const& allow);

    // The packs as they would be with the document, which need not name the resource's file yet;
    // mistakes as above.
    Result<PackContent> content_with(std::string const& resource, std::string const& yaml,
                                     pack::Problems& problems) const;

private:
    struct Change {
        std::string file;                    // relative to the local pack
        std::optional<std::string> content;  // nothing: it goes
        int line = 1;                        // where the document begins in it
    };
    fs::path folder() const { return own_packs_of(settings_.data) / local_pack_name; }
    Result<Change> change_of(catalog::Catalog const& catalog, std::string const& resource,
                             std::string const& yaml) const;
    Result<PackContent> content_with(Change const& change, pack::Problems& problems) const;
    Result<PackContent> content_now() const;
    Done write(Change const& change) const;

    Settings settings_;
    std::mutex saving_;
};

// The resource that a document declares. Fails with pack.not_a_resource (invalid) where it is no
// single document of one.
Result<std::string> resource_declared_in(std::string const& yaml, pack::Problems& problems);

}  // namespace jutong::job
