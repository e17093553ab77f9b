// Reads the file of connections.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "job/connections.h"
#include "pack/document.h"

namespace jutong::job {

namespace {

using ingest::Connection;
using ingest::DatabaseKind;

constexpr int timeout_seconds_max = 24 * 3600;
constexpr double rows_max_max = 1e12;
constexpr int port_max = 65'535;

void wrong(pack::Reader& reader, std::string_view key, std::string message, std::string remedy) {
    reader.problem(key, "connection.value", std::move(message), std::move(remedy));
}

// A number of a key between 1 and `max`, else the fallback and a problem.
template <typename Number>
Number whole(pack::Reader& reader, std::string_view key, Number fallback, double max) {
    auto const number = reader.number(key);
    if (!number) return fallback;
    if (*number >= 1 && *number <= max) return static_cast<Number>(*number);
    wrong(reader, key, fmt::format("{} 超出范围", key), fmt::format("写 1 到 {:.0f} 的整数", max));
    return fallback;
}

// Paths are from the folder of the file.
fs::path path_of(pack::Reader& reader, std::string_view key, fs::path const& folder) {
    auto const text = reader.text(key);
    return text.empty() ? fs::path() : folder / text;
}

void refuse_password(pack::Reader& reader) {
    for (auto const* const key : {"password", "pwd"})
        if (reader.node(key))
            reader.problem(key, "connection.password", "口令不得写在配置文件里",
                           "写到只有本用户可读的文件，用 password_file: 指明；或用 password_env:");
}

void read_secret(pack::Reader& reader, fs::path const& folder, Connection& connection) {
    refuse_password(reader);
    connection.password_file = path_of(reader, "password_file", folder);
    connection.password_env = reader.text("password_env");
    if (!connection.password_file.empty() && !connection.password_env.empty())
        wrong(reader, "password_env", "password_file 和 password_env 只能写一个", "删去一个");
}

void read_postgresql(pack::Reader& reader, fs::path const& folder, Connection& connection) {
    connection.host = reader.required_text("host");
    connection.database = reader.required_text("database");
    connection.user = reader.required_text("user");
    connection.port = whole(reader, "port", connection.port, port_max);
    connection.tls =
        reader.word("tls", {"prefer", "disable", "require", "verify-ca", "verify-full"}, "prefer");
    connection.root_certificate = path_of(reader, "root_certificate", folder);
    read_secret(reader, folder, connection);
}

void read_odbc(pack::Reader& reader, fs::path const& folder, Connection& connection) {
    connection.odbc = reader.text("string");
    auto const dsn = reader.text("dsn");
    if (connection.odbc.empty() == dsn.empty())
        wrong(reader, "string", "odbc 连接要写 string 或 dsn 之一",
              "如 string: \"Driver={PostgreSQL Unicode};Server=…\"");
    if (!dsn.empty()) connection.odbc = "DSN=" + dsn;
    for (auto const& [key, value] : ingest::odbc_words(connection.odbc))
        if (key == "pwd" || key.find("password") != std::string::npos ||
            key.find("secret") != std::string::npos || key.find("token") != std::string::npos)
            reader.problem("string", "connection.password",
                           fmt::format("连接串里的 {} 是口令，不得写在配置文件里", key),
                           "删去它，用 password_file: 或 password_env:");
    connection.user = reader.text("user");
    connection.texts_are_bytes = reader.word("texts", {"wide", "bytes"}, "wide") == "bytes";
    read_secret(reader, folder, connection);
}

Connection read_connection(pack::Node const& node, fs::path const& folder,
                           pack::Problems& problems) {
    pack::Reader reader(node, problems);
    Connection connection;
    connection.name = reader.required_text("name");
    connection.title = reader.text("title", connection.name);
    auto const is_name = std::ranges::all_of(connection.name, [](char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
    if (!is_name)
        wrong(reader, "name", fmt::format("连接名“{}”不合规", connection.name),
              "只用小写字母、数字和下划线");
    auto const kind = reader.word("kind", {"postgresql", "sqlite", "odbc"}, "");
    if (kind == "sqlite") {
        connection.kind = DatabaseKind::sqlite;
        connection.file = folder / reader.required_text("file");
        refuse_password(reader);
    } else if (kind == "odbc") {
        connection.kind = DatabaseKind::odbc;
        read_odbc(reader, folder, connection);
    } else {
        read_postgresql(reader, folder, connection);
    }
    if (auto const limits = reader.node("limits")) {
        pack::Reader inner(*limits, problems);
        connection.timeout_seconds =
            whole(inner, "timeout_seconds", connection.timeout_seconds, timeout_seconds_max);
        connection.rows_max = whole(inner, "rows_max", connection.rows_max, rows_max_max);
        inner.finish();
    }
    reader.finish();
    return connection;
}

}  // namespace

fs::path connections_file(Settings const& settings) {
    return settings.connections.empty() ? settings.data / "connections.yaml" : settings.connections;
}

Result<std::vector<Connection>> list_connections(Settings const& settings) {
    auto const file = connections_file(settings);
    std::vector<Connection> connections;
    if (settings.connections.empty() && !fs::exists(file)) return connections;
    auto const node = TRY(pack::read_yaml(file));
    pack::Problems problems;
    pack::Reader reader(node, problems);
    std::set<std::string> names;
    auto const folder = fs::absolute(file).parent_path();
    for (auto const& one : reader.list("connections")) {
        if (connections.size() == connections_max)
            return fail(
                Code::limited, "connection.count",
                fmt::format("{} has more than {} connections", file.string(), connections_max));
        connections.push_back(read_connection(one, folder, problems));
        if (!names.insert(connections.back().name).second)
            problems.push_back({one.place(), "connection.value",
                                fmt::format("连接“{}”写了两次", connections.back().name),
                                "删去一个"});
    }
    reader.finish();
    if (problems.empty()) return connections;
    std::string all;
    for (auto const& problem : problems) all += "\n  " + to_string(problem);
    return fail(Code::invalid, problems.front().reason,
                "The file of connections has mistakes:" + all);
}

Result<Connection> connection_named(Settings const& settings, std::string const& name) {
    auto const connections = TRY(list_connections(settings));
    auto const found = std::ranges::find(connections, name, &Connection::name);
    if (found != connections.end()) return *found;
    return fail(Code::not_found, "ingest.connection.unknown",
                fmt::format("There is no connection {} in {}; write it there", name,
                            connections_file(settings).string()));
}

}  // namespace jutong::job
