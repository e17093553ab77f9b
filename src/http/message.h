// Requests and responses as handlers see them: nothing here knows a socket, a route or a domain.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace jutong::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

Method method_of(std::string_view name);
std::string_view to_string(Method method);

// Names are compared without case.
using Headers = std::vector<std::pair<std::string, std::string>>;
std::string_view find_header(Headers const& headers, std::string_view name);

struct Request {
    Method method = Method::get;
    std::string path;                                        // decoded, without the query
    std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
    Headers headers;                                         // names in lower case
    std::string body = {};
    std::string id;          // of the request, for logs and problems
    bool is_local = false;   // it came over the loopback
    bool is_secure = false;  // by TLS
    int minor = 1;           // HTTP/1.minor

    std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

// A body that is made while it is sent. next() is called by one thread at a time, never before the
// last chunk was given; `ready` is called once, from any thread.
class BodyStream {
public:
    using Ready = std::function<void(Result<std::string>)>;  // an empty chunk: the end

    virtual ~BodyStream() = default;
    virtual void next(Ready ready) = 0;
    // The client is gone, or the server stops: a next() that waits answers soon. From any thread.
    virtual void stop() {}
};

struct Response {
    int status = 200;
    Headers headers = {};
    std::string body = {};
    std::shared_ptr<std::string const> shared_body = {};  // instead, for what many are sent
    std::shared_ptr<BodyStream> stream = {};              // instead; shared with who waits for it
    bool close = false;                                   // the connection ends with it
};

std::string_view status_text(int status);

// Splits a target as it stands in a request line and decodes it. Fails with http.target (invalid):
// no path, a bad escape, NUL or what is not UTF-8, a step up (..).
struct Target {
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
};
Result<Target> read_target(std::string_view target);

// %41 → A, and + → blank where `plus_is_blank`. Fails with http.target (invalid).
Result<std::string> percent_decoded(std::string_view text, bool plus_is_blank);
std::string percent_encoded(std::string_view text);

// The first of `offered` (text/csv …) that an Accept header takes, the best by its q; nothing where
// it takes none. An empty header takes all.
std::string_view accepted(std::string_view accept, std::vector<std::string_view> const& offered);

// Does an Accept-Encoding header take `coding` (br, gzip)?
bool takes_coding(std::string_view accept_encoding, std::string_view coding);

}  // namespace jutong::http
