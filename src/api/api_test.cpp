#include <future>

#include <gtest/gtest.h>

#include "api/guard.h"
#include "api/lookup_queue.h"
#include "api/read_call.h"
#include "api/router.h"

namespace jutong::api {
namespace {

std::vector<std::string> rules_of(json::value const& value, Schema const& schema,
                                  Components const& components = {}) {
    std::vector<std::string> rules;
    for (auto const& mistake : mistakes_of(value, schema, components))
        rules.push_back(mistake.field + " " + mistake.rule);
    return rules;
}

using Rules = std::vector<std::string>;

TEST(Schema, SaysWhatIsWrongAndWhere) {
    auto const schema = object({{"name", text_of(1, 3)},
                                {"kind", choice({"a", "b"})},
                                maybe("sizes", list_of(integer_of(1, 9), 2)),
                                maybe("note", nullable(text()))});
    EXPECT_EQ(rules_of(json::parse(R"({"name":"张三丰","kind":"a","note":null})"), schema),
              Rules{});
    EXPECT_EQ(rules_of(json::parse(R"({"name":"","kind":"c"})"), schema),
              (Rules{"name length", "kind enum"}));
    EXPECT_EQ(rules_of(json::parse(R"({"kind":"a","more":1})"), schema),
              (Rules{"name required", "more unknown"}));
    EXPECT_EQ(rules_of(json::parse(R"({"name":"a","kind":"a","sizes":[1,10]})"), schema),
              (Rules{"sizes.1 range"}));
    EXPECT_EQ(rules_of(json::parse(R"({"name":"a","kind":"a","sizes":[1,2,3]})"), schema),
              (Rules{"sizes items"}));
    EXPECT_EQ(rules_of(json::parse(R"({"name":1,"kind":"a"})"), schema), (Rules{"name type"}));
    EXPECT_EQ(rules_of(json::parse("[]"), schema), (Rules{" type"}));
    EXPECT_EQ(rules_of(json::parse(R"({"name":"a\u0000","kind":"a"})"), schema),
              (Rules{"name text"}));
}

TEST(Schema, FollowsComponents) {
    Components const components = {{"Run", object({{"run", integer()}})}};
    EXPECT_EQ(rules_of(json::parse(R"([{"run":"x"}])"), list_of(component("Run")), components),
              (Rules{"0.run type"}));
}

Route a_route() {
    Route route;
    route.path = "/x/{id}";
    route.parameters = paged({{"id", In::path, integer_of(1, 9), true}, query("full", boolean())});
    return route;
}

http::Request a_request(std::string path,
                        std::vector<std::pair<std::string, std::string>> query = {}) {
    http::Request request;
    request.path = std::move(path);
    request.query = std::move(query);
    return request;
}

TEST(ReadCall, TypesWhatItReads) {
    auto const read =
        read_call(a_route(), {}, a_request("/x/7", {{"full", "true"}, {"cursor", "40"}}));
    EXPECT_EQ(read.error.reason, "");
    EXPECT_EQ(read.call.integer("id", 0), 7);
    EXPECT_TRUE(read.call.truth("full"));
    EXPECT_EQ(read.call.offset(), 40U);
    EXPECT_EQ(read.call.limit(), 50U);
}

TEST(ReadCall, RefusesWhatDoesNotFit) {
    for (auto const& request :
         {a_request("/x/0"), a_request("/x/1 OR 1=1"), a_request("/x/1", {{"full", "maybe"}}),
          a_request("/x/1", {{"limit", "1001"}}), a_request("/x/1", {{"none", "1"}}),
          a_request("/x/1", {{"full", "1"}, {"full", "1"}})}) {
        auto const read = read_call(a_route(), {}, request);
        EXPECT_EQ(read.error.reason, "api.invalid");
        EXPECT_EQ(read.mistakes.size(), 1U);
    }
}

TEST(ReadCall, HearsAnActorOnLoopbackOnly) {
    auto request = a_request("/x/1");
    request.headers = {{"jutong-actor", "officer@drc"}};
    EXPECT_EQ(read_call(a_route(), {}, request).call.actor, "");
    request.is_local = true;
    EXPECT_EQ(read_call(a_route(), {}, request).call.actor, "officer@drc");
    request.headers = {{"jutong-actor", "officer"}};
    EXPECT_EQ(read_call(a_route(), {}, request).error.reason, "http.actor");
}

TEST(Guard, HearsItsOwnHostsAndOrigins) {
    Guard const guard{{"127.0.0.1:80"}, ""};
    auto request = a_request("/api/v1/runs");
    request.method = http::Method::post;
    request.headers = {{"host", "127.0.0.1:80"}, {"origin", "http://127.0.0.1:80"}};
    EXPECT_FALSE(refused(guard, request));
    request.headers[1].second = "http://127.0.0.1:80.evil";
    EXPECT_EQ(refused(guard, request)->reason, "http.origin");
    request.headers = {{"host", "evil"}};
    EXPECT_EQ(refused(guard, request)->reason, "http.host");
    request.path = "/health/live";
    EXPECT_FALSE(refused(guard, request));
}

TEST(Guard, WantsTheWholeToken) {
    Guard const guard{{"h"}, "0123456789abcdef"};
    auto request = a_request("/api/v1/runs");
    for (std::string_view const wrong :
         {"", "Bearer", "Bearer 0123456789abcde", "Bearer 0123456789abcdeX",
          "Basic 0123456789abcdef", "Bearer 0123456789abcdef0"}) {
        request.headers = {{"host", "h"}, {"authorization", std::string(wrong)}};
        EXPECT_EQ(refused(guard, request)->reason, "http.token") << wrong;
    }
    request.headers[1].second = "Bearer 0123456789abcdef";
    EXPECT_FALSE(refused(guard, request));
}

TEST(Tags, AreNamed) {
    EXPECT_TRUE(names_tag("\"a\", W/\"b\"", "\"b\""));
    EXPECT_TRUE(names_tag("*", "\"b\""));
    EXPECT_FALSE(names_tag("\"a\"", "\"b\""));
}

TEST(OpenApi, HasEveryRouteAndOnlyComponentsThatAre) {
    Routes routes;
    routes.components["Problem"] = object({{"reason", text()}});
    auto route = a_route();
    route.name = "show_x";
    route.answer = component("Problem");
    routes.add(route);
    auto const document = openapi(routes, "1");
    EXPECT_EQ(document.at("openapi"), "3.1.0");
    auto const& operation = document.at("paths").at("/x/{id}").at("get");
    EXPECT_EQ(operation.at("operationId"), "show_x");
    EXPECT_EQ(operation.at("parameters").as_array().size(), 4U);
    EXPECT_NE(docs_page(routes, "1").find("show_x"), std::string::npos);
}

TEST(LookupQueue, AnswersWhatItTookAndRefusesWhatIsTooMuch) {
    std::promise<void> begun, may_end;
    std::vector<int> answered;  // only touched by the queue's thread until it has ended
    auto const asked = [&](int status) {
        return LookupQueue::Asked{[status] { return http::Response{status}; },
                                  [&](http::Response r) { answered.push_back(r.status); }};
    };
    {
        LookupQueue queue(1, 2);
        auto first = asked(201);
        first.answer = [&] {
            begun.set_value();
            may_end.get_future().wait();
            return http::Response{201};
        };
        ASSERT_TRUE(queue.offer(first));
        begun.get_future().wait();
        auto second = asked(202), third = asked(203), fourth = asked(204);
        EXPECT_TRUE(queue.offer(second));
        EXPECT_TRUE(queue.offer(third));
        EXPECT_FALSE(queue.offer(fourth));
        fourth.reply({503});
        may_end.set_value();
    }
    EXPECT_EQ(answered, (std::vector{503, 201, 202, 203}));
}

}  // namespace
}  // namespace jutong::api
