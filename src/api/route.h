// Routes as data: the router answers by them, the OpenAPI description and its page are printed from
// them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/schema.h"
#include "base/result.h"
#include "http/message.h"

namespace jutong::api {

enum class In : std::uint8_t { path, query, header };

struct Parameter {
    std::string name;
    In in = In::query;
    Schema schema;  // of a text, a number, a truth or a choice
    bool required = false;
};
Parameter path_text(std::string name, std::string_view about);
Parameter query(std::string name, Schema schema);
// limit and cursor, of routes that give pages.
std::vector<Parameter> paged(std::vector<Parameter> others = {});

// A request as a handler sees it: its parameters and body fit the route's schemas.
struct Call {
    http::Request request;
    json::object given;  // parameters by name, typed; only those that were given
    json::value body;    // JSON of routes whose body is JSON
    std::string actor;   // role@organization; empty: nobody says
    // False on a network's thread: what would wait fails with ask_again, and is asked once more
    // where it may.
    bool may_wait = true;

    bool has(std::string_view name) const { return given.contains(name); }
    std::string text(std::string_view name, std::string_view fallback = {}) const;
    std::int64_t integer(std::string_view name, std::int64_t fallback) const;
    bool truth(std::string_view name) const;
    // limit and cursor, as a place in a list. A cursor that is none gives the beginning.
    std::size_t limit() const { return static_cast<std::size_t>(integer("limit", 50)); }
    std::size_t offset() const;
};

inline constexpr std::string_view ask_again = "api.ask_again";

// Where a handler runs: `network` only what never waits for a disk, a lock or another program;
// `lookup` what waits for an index alone, microseconds: where the index is in this process such a
// request is answered on the network's thread, else by threads of its own, so that work that takes
// long never stands before it.
enum class Where : std::uint8_t { network, lookup, worker };

using Handle = std::function<Result<http::Response>(Call&)>;

struct Route {
    http::Method method = http::Method::get;
    std::string path;  // /api/v1/runs/{run}
    std::string name;  // operationId, in snake_case
    std::string tag;   // the room: runs, resources …
    std::string summary;
    std::vector<Parameter> parameters = {};
    std::optional<Schema> body = {};      // JSON; nothing: none, or bytes as body_type says
    std::string body_type = {};           // of bytes: application/octet-stream …
    std::size_t body_max = 256 * 1024;    // bytes
    int status = 200;                     // where all is well
    std::optional<Schema> answer = {};    // of application/json
    std::vector<std::string> media = {};  // other media types of the answer
    std::vector<int> failures = {};       // statuses besides those that every route has
    Where where = Where::worker;
    std::vector<std::string> worker_with = {};  // query parameters with which a lookup takes long
    Handle handle = {};
};

struct Routes {
    std::vector<Route> all;
    Components components;

    void add(Route route) { all.push_back(std::move(route)); }
};

http::Response json_response(json::value const& value, int status = 200);
// {items, next, total} from the whole of a list.
http::Response page_response(Call const& call, json::array all);
// {items, next} from a page of a list whose end is not known: `has_more` after these.
http::Response page_response(Call const& call, json::array items, bool has_more);

// An answer's own mark, for ETag and If-Match: the same bytes, the same mark.
std::string etag_of(std::string_view body);
// Fails with http.precondition (conflict, answered as 412) where If-Match names another version.
Done require_match(Call const& call, std::string const& etag);

// The OpenAPI 3.1 description of the routes, and the same as a page to read.
json::object openapi(Routes const& routes, std::string const& version);
std::string docs_page(Routes const& routes, std::string const& version);

}  // namespace jutong::api
