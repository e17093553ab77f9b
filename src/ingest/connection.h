// A connection to a department's database, as the configuration of this installation gives it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace jutong::ingest {

enum class DatabaseKind : std::uint8_t { postgresql, sqlite, odbc };

// Holds no secret: only where one is found.
struct Connection {
    std::string name, title;
    DatabaseKind kind = DatabaseKind::postgresql;

    std::string host, database, user, tls;  // postgresql; of odbc only the user
    int port = 5432;
    std::filesystem::path root_certificate;  // whose certificates the server may have

    std::filesystem::path file;  // sqlite

    std::string odbc;              // connection string, which may be DSN=…
    bool texts_are_bytes = false;  // odbc: texts are taken as the driver's bytes, in any encoding

    std::filesystem::path password_file;  // at most one of the two
    std::string password_env;

    int timeout_seconds = 60;             // to connect, and without any answer
    std::int64_t rows_max = 100'000'000;  // of one table or query

    // Which database, for people. Of an ODBC string only what is known to be no secret.
    std::string where() const;
};

std::string_view to_string(DatabaseKind kind);

// The words of an ODBC connection string: KEY=value;KEY={value};…
std::vector<std::pair<std::string, std::string>> odbc_words(std::string_view text);

// Reads the password; empty where the connection has none. Fails with ingest.connection.secret
// (invalid) where the file or the variable is not there, or others than its owner may read the
// file.
Result<std::string> password_of(Connection const& connection);

}  // namespace jutong::ingest
