// What handlers answer with, and how failures are told.
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <xxhash.h>

#include "api/guard.h"
#include "api/route.h"
#include "api/router.h"

namespace jutong::api {

namespace {

constexpr std::array<std::pair<int, std::string_view>, 9> by_code = {{{400, "请求有误"},
                                                                      {401, "未认证"},
                                                                      {403, "不予办理"},
                                                                      {404, "未找到"},
                                                                      {409, "有冲突"},
                                                                      {429, "超出限额"},
                                                                      {503, "暂不可用"},
                                                                      {500, "数据损坏"},
                                                                      {500, "内部错误"}}};

int own_status(Error const& error) {
    if (error.reason == "http.media_type") return 415;
    return status_of(error.code);
}

}  // namespace

int status_of(Code code) { return by_code.at(static_cast<std::size_t>(code)).first; }

http::Response problem(Error const& error, std::string const& id,
                       std::vector<Mistake> const& mistakes, int status) {
    if (status == 0) status = own_status(error);
    json::object body{{"type", "about:blank"},
                      {"title", by_code.at(static_cast<std::size_t>(error.code)).second},
                      {"status", status},
                      {"detail", error.message},
                      {"reason", error.reason},
                      {"request_id", id}};
    if (!mistakes.empty()) {
        auto const& first = mistakes.front();
        body["field"] = first.field;
        body["rule"] = first.rule;
        body["remedy"] = first.remedy;
        json::array all;
        for (auto const& [field, rule, detail, remedy] : mistakes)
            all.push_back(
                {{"field", field}, {"rule", rule}, {"detail", detail}, {"remedy", remedy}});
        body["errors"] = std::move(all);
    }
    http::Response response{status, {{"Content-Type", "application/problem+json"}}};
    if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    response.body = json::serialize(body);
    return response;
}

http::Response json_response(json::value const& value, int status) {
    http::Response response{status, {{"Content-Type", "application/json"}}};
    response.body = json::serialize(value);
    return response;
}

http::Response page_response(Call const& call, json::array all) {
    auto const total = all.size();
    auto const from = std::min(call.offset(), total);
    auto const to = std::min(from + call.limit(), total);
    json::array items;
    for (auto i = from; i < to; ++i) items.push_back(std::move(all[i]));
    json::object page{{"items", std::move(items)}, {"total", static_cast<std::int64_t>(total)}};
    page["next"] = to < total ? json::value(fmt::format("{}", to)) : json::value(nullptr);
    return json_response(page);
}

http::Response page_response(Call const& call, json::array items, bool has_more) {
    auto const to = call.offset() + items.size();
    json::object page{{"items", std::move(items)}};
    page["next"] = has_more ? json::value(fmt::format("{}", to)) : json::value(nullptr);
    return json_response(page);
}

std::string etag_of(std::string_view body) {
    return fmt::format("\"{:016x}\"", XXH3_64bits(body.data(), body.size()));
}

Done require_match(Call const& call, std::string const& etag) {
    auto const wanted = call.request.header("if-match");
    if (wanted.empty() || names_tag(wanted, etag)) return {};
    return fail(Code::conflict, "http.precondition",
                "Somebody else has changed it since you read it: read it again");
}

Parameter path_text(std::string name, std::string_view about) {
    return {std::move(name), In::path, text_of(1, 200, about), true};
}

Parameter query(std::string name, Schema schema) {
    return {std::move(name), In::query, std::move(schema)};
}

std::vector<Parameter> paged(std::vector<Parameter> others) {
    others.push_back(query("limit", integer_of(1, 1000, "How many at the most; 50 if not said")));
    others.push_back(query("cursor", text_of(1, 20, "The `next` of the page before")));
    return others;
}

std::string Call::text(std::string_view name, std::string_view fallback) const {
    auto const* const value = given.if_contains(name);
    return value == nullptr || !value->is_string() ? std::string(fallback)
                                                   : std::string(value->as_string());
}

std::int64_t Call::integer(std::string_view name, std::int64_t fallback) const {
    auto const* const value = given.if_contains(name);
    return value == nullptr || !value->is_int64() ? fallback : value->as_int64();
}

bool Call::truth(std::string_view name) const {
    auto const* const value = given.if_contains(name);
    return value != nullptr && value->is_bool() && value->as_bool();
}

std::size_t Call::offset() const {
    auto const cursor = text("cursor");
    std::size_t at = 0;
    auto const [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), at);
    return error == std::errc() && end == cursor.data() + cursor.size() ? at : 0;
}

}  // namespace jutong::api
