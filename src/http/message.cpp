#include "http/message.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace jutong::http {

namespace {

constexpr std::array<std::pair<std::string_view, Method>, 7> methods = {
    {{"GET", Method::get},
     {"HEAD", Method::head},
     {"POST", Method::post},
     {"PUT", Method::put},
     {"PATCH", Method::patch},
     {"DELETE", Method::del},
     {"OPTIONS", Method::options}}};

constexpr std::array<std::pair<int, std::string_view>, 27> statuses = {
    {{200, "OK"},
     {201, "Created"},
     {202, "Accepted"},
     {204, "No Content"},
     {206, "Partial Content"},
     {301, "Moved Permanently"},
     {304, "Not Modified"},
     {400, "Bad Request"},
     {401, "Unauthorized"},
     {403, "Forbidden"},
     {404, "Not Found"},
     {405, "Method Not Allowed"},
     {406, "Not Acceptable"},
     {408, "Request Timeout"},
     {409, "Conflict"},
     {412, "Precondition Failed"},
     {413, "Content Too Large"},
     {414, "URI Too Long"},
     {415, "Unsupported Media Type"},
     {421, "Misdirected Request"},
     {428, "Precondition Required"},
     {429, "Too Many Requests"},
     {431, "Request Header Fields Too Large"},
     {500, "Internal Server Error"},
     {501, "Not Implemented"},
     {503, "Service Unavailable"},
     {505, "HTTP Version Not Supported"}}};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    auto const letter = lower(c);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

tl::unexpected<Error> bad_target(std::string_view what) {
    return fail(Code::invalid, "http.target", "The request's target has " + std::string(what));
}

// One element of an Accept… header: a name and its weight.
struct Weighed {
    std::string_view name;
    double weight = 1;
};

std::vector<Weighed> weighed(std::string_view header) {
    std::vector<Weighed> out;
    for (auto const part : split(header, ',')) {
        auto const words = split(part, ';');
        Weighed one{trim(words.front())};
        for (auto const word : words) {
            auto const text = trim(word);
            if (!text.starts_with("q=")) continue;
            std::from_chars(text.data() + 2, text.data() + text.size(), one.weight);
        }
        if (!one.name.empty()) out.push_back(one);
    }
    return out;
}

bool matches(std::string_view range, std::string_view type) {
    if (range == "*/*" || range == "*") return true;
    if (range.ends_with("/*")) return type.starts_with(range.substr(0, range.size() - 1));
    return same_name(range, type);
}

}  // namespace

Method method_of(std::string_view name) {
    auto const* const found =
        std::ranges::find(methods, name, &std::pair<std::string_view, Method>::first);
    return found == methods.end() ? Method::other : found->second;
}

std::string_view to_string(Method method) {
    auto const* const found =
        std::ranges::find(methods, method, &std::pair<std::string_view, Method>::second);
    return found == methods.end() ? "OTHER" : found->first;
}

std::string_view find_header(Headers const& headers, std::string_view name) {
    for (auto const& [key, value] : headers)
        if (same_name(key, name)) return value;
    return {};
}

std::string_view status_text(int status) {
    auto const* const found =
        std::ranges::find(statuses, status, &std::pair<int, std::string_view>::first);
    return found == statuses.end() ? "Unknown" : found->second;
}

Result<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_blank) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (i + 2 >= text.size()) return bad_target("an escape that is cut off");
            auto const high = hex_digit(text[i + 1]);
            auto const low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return bad_target("an escape that is no number");
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    if (out.find('\0') != std::string::npos) return bad_target("a NUL");
    if (!is_utf8(out)) return bad_target("bytes that are not UTF-8");
    return out;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (auto const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        auto const plain = (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
                           c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

Result<Target> read_target(std::string_view target) {
    // The absolute form is for proxies, but servers must take it (RFC 9112 §3.2.2).
    for (std::string_view const scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        auto const slash = target.find('/', scheme.size());
        target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    if (!target.starts_with('/')) return bad_target("no path");
    target = target.substr(0, target.find('#'));
    auto const mark = target.find('?');
    Target out;
    out.path = TRY(percent_decoded(target.substr(0, mark), false));
    for (auto const step : split(out.path, '/'))
        if (step == ".." || step == ".") return bad_target("a step up");
    if (mark == std::string_view::npos || mark + 1 == target.size()) return out;
    for (auto const pair : split(target.substr(mark + 1), '&')) {
        if (pair.empty()) continue;
        auto const equals = pair.find('=');
        auto name = TRY(percent_decoded(pair.substr(0, equals), true));
        auto value = equals == std::string_view::npos
                         ? std::string()
                         : TRY(percent_decoded(pair.substr(equals + 1), true));
        out.query.emplace_back(std::move(name), std::move(value));
    }
    return out;
}

std::string_view accepted(std::string_view accept, std::vector<std::string_view> const& offered) {
    if (trim(accept).empty()) return offered.front();
    auto const ranges = weighed(accept);
    std::string_view best;
    double best_weight = 0;
    for (auto const type : offered) {
        double weight = 0;
        std::size_t closest = 0;  // the most specific range decides
        for (auto const& range : ranges) {
            if (!matches(range.name, type) || range.name.size() < closest) continue;
            closest = range.name.size();
            weight = range.weight;
        }
        if (weight <= best_weight) continue;
        best = type;
        best_weight = weight;
    }
    return best;
}

bool takes_coding(std::string_view accept_encoding, std::string_view coding) {
    return std::ranges::any_of(weighed(accept_encoding), [&](Weighed const& one) {
        return matches(one.name, coding) && one.weight > 0;
    });
}

}  // namespace jutong::http
