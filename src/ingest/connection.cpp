#include "ingest/connection.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"

namespace jutong::ingest {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

tl::unexpected<Error> no_secret(Connection const& connection, std::string const& why) {
    return fail(Code::invalid, "ingest.connection.secret",
                fmt::format("Connection {}: {}", connection.name, why));
}

}  // namespace

std::string_view to_string(DatabaseKind kind) {
    constexpr std::string_view names[] = {"postgresql", "sqlite", "odbc"};
    return names[static_cast<std::size_t>(kind)];
}

std::vector<std::pair<std::string, std::string>> odbc_words(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> words;
    while (!text.empty()) {
        auto const key_end = std::min(text.find_first_of("=;"), text.size());
        auto const key = trim(text.substr(0, key_end));
        auto const has_value = key_end < text.size() && text[key_end] == '=';
        text.remove_prefix(has_value ? key_end + 1 : key_end);
        std::string_view value;
        if (has_value && text.starts_with('{')) {
            auto const end = std::min(text.find('}'), text.size());
            value = text.substr(1, end - 1);
            text.remove_prefix(end);
        } else if (has_value) {
            value = text.substr(0, text.find(';'));
        }
        auto const end = text.find(';');
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!key.empty()) words.emplace_back(lower(key), value);
    }
    return words;
}

std::string Connection::where() const {
    if (kind == DatabaseKind::postgresql) return fmt::format("{}:{}/{}", host, port, database);
    if (kind == DatabaseKind::sqlite) return file.string();
    constexpr std::array<std::string_view, 8> shown = {"dsn",  "driver",   "server",  "servername",
                                                       "port", "database", "service", "host"};
    std::string out;
    for (auto const& [key, value] : odbc_words(odbc))
        if (std::ranges::find(shown, key) != shown.end())
            out += fmt::format("{}{}={}", out.empty() ? "" : ";", key, value);
    return out;
}

Result<std::string> password_of(Connection const& connection) {
    if (!connection.password_file.empty()) {
        auto secret = read_secret(connection.password_file);
        if (!secret) return no_secret(connection, "the password file " + secret.error().message);
        return secret;
    }
    if (connection.password_env.empty()) return std::string();
    auto const* const value = std::getenv(connection.password_env.c_str());
    if (value == nullptr)
        return no_secret(connection, fmt::format("the environment has no variable {}; set it, or "
                                                 "write password_file",
                                                 connection.password_env));
    return std::string(value);
}

}  // namespace jutong::ingest
