// Connections to departments' databases: configuration of this installation, not content.
// docs/formats/connections.md. Every call blocks until the database answers or its timeout is over;
// each makes a connection of its own, so that they may be called from several threads.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "ingest/database.h"
#include "ingest/suggest.h"
#include "job/main_job.h"
#include "job/workplace.h"

namespace jutong::job {

inline constexpr std::size_t connections_max = 1000;

// Where connections are written where nobody says: DATA/connections.yaml.
std::filesystem::path connections_file(Settings const& settings);

// All of the file, in its order; none where there is no file and nobody named one. Fails with
// file.missing (not_found), and with the reason of the first mistake (invalid) and all of them as
// its message: pack.yaml, pack.unknown_key …, connection.password where a password stands in the
// file itself.
Result<std::vector<ingest::Connection>> list_connections(Settings const& settings);

// Fails as list_connections does, and with ingest.connection.unknown (not_found).
Result<ingest::Connection> connection_named(Settings const& settings, std::string const& name);

// Whether a connection works. Never fails: why it does not work is part of the answer.
struct ConnectionTest {
    std::optional<Error> failure;
    std::size_t tables = 0;  // that the user may see
};
ConnectionTest test_connection(ingest::Connection const& connection, Progress& progress);

// Tables and views that the user may see. Fails as Database does.
Result<std::vector<std::string>> tables_of(ingest::Connection const& connection,
                                           Progress& progress);

// What a table may be: element of each column, nearest resource, a draft of a declaration
// (ingest::yaml_of). Reads the first rows. Fails as Database does.
Result<ingest::Suggestion> suggest_table(ingest::Connection const& connection,
                                         std::string const& table, PackContent const& content,
                                         Progress& progress);

// Does the resource have sources that are connections?
bool has_connections(catalog::Resource const& resource);

// Reads every connection source of these resources and loads what came, one after the other; one
// that cannot be read leaves nothing behind and does not stop the others: it is among the failures.
Result<Ingested> ingest_connections(Workplace& workplace, std::int64_t run,
                                    std::vector<catalog::Resource const*> const& resources,
                                    ingest::LoadOptions const& options, Progress& progress);

}  // namespace jutong::job
