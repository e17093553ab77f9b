#include <atomic>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "http/message.h"
#include "http/pool.h"
#include "http/server.h"
#include "http/wire.h"

namespace jutong::http {
namespace {

TEST(Target, IsDecoded) {
    auto const target = read_target("/a/%E5%BC%A0?q=a+b&x=%3D&y").value();
    EXPECT_EQ(target.path, "/a/张");
    ASSERT_EQ(target.query.size(), 3U);
    EXPECT_EQ(target.query[0].second, "a b");
    EXPECT_EQ(target.query[1].second, "=");
    EXPECT_EQ(target.query[2].first, "y");
}

TEST(Target, TakesTheFormForProxies) {
    EXPECT_EQ(read_target("http://host/a?b=1").value().path, "/a");
    EXPECT_EQ(read_target("http://host").value().path, "/");
}

TEST(Target, RefusesTricks) {
    for (std::string_view const bad :
         {"", "a", "*", "/../x", "/a/./b", "/%2e%2e/x", "/a%00b", "/a%4", "/a%zz", "/%ff"}) {
        auto const target = read_target(bad);
        ASSERT_FALSE(target) << bad;
        EXPECT_EQ(target.error().reason, "http.target") << bad;
    }
}

TEST(PercentEncoding, ComesBack) {
    std::string const text = "a b/张?&=%";
    EXPECT_EQ(percent_decoded(percent_encoded(text), true).value(), text);
}

TEST(Accept, TakesTheBestThatIsOffered) {
    std::vector<std::string_view> const offered = {"application/json", "text/csv"};
    EXPECT_EQ(accepted("", offered), "application/json");
    EXPECT_EQ(accepted("*/*", offered), "application/json");
    EXPECT_EQ(accepted("text/*", offered), "text/csv");
    EXPECT_EQ(accepted("application/json;q=0.2, text/csv", offered), "text/csv");
    EXPECT_EQ(accepted("application/json;q=0, */*", offered), "text/csv");
    EXPECT_EQ(accepted("image/png", offered), "");
}

TEST(Accept, KnowsCodings) {
    EXPECT_TRUE(takes_coding("gzip, br", "br"));
    EXPECT_FALSE(takes_coding("gzip, br;q=0", "br"));
    EXPECT_FALSE(takes_coding("", "br"));
}

TEST(Address, IsRead) {
    EXPECT_EQ(read_address("127.0.0.1:8080").value(), (Address{"127.0.0.1", 8080}));
    EXPECT_EQ(read_address("[::1]:0").value().text(), "[::1]:0");
    EXPECT_TRUE(read_address("localhost:1").value().is_loopback());
    EXPECT_FALSE(read_address("0.0.0.0:1").value().is_loopback());
    for (std::string_view const bad :
         {"", "8080", "host:1", "127.0.0.1:", "127.0.0.1:99999", "::1"})
        EXPECT_FALSE(read_address(bad)) << bad;
}

TEST(Wire, WritesAHead) {
    Response const response{204, {{"A", "b"}}};
    auto const head = wire_head(response, Framing::length, 0, true);
    EXPECT_TRUE(head.starts_with("HTTP/1.1 204 No Content\r\nDate: "));
    EXPECT_NE(head.find("\r\nA: b\r\n"), std::string::npos);
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
    EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

TEST(Wire, KeepsAnIdThatLogsCanTake) {
    EXPECT_EQ(request_id("abc-1.2_X"), "abc-1.2_X");
    EXPECT_EQ(request_id("a\nb").size(), 16U);
    EXPECT_EQ(request_id("").size(), 16U);
    EXPECT_NE(request_id(""), request_id(""));
}

TEST(Pool, RefusesWhatIsTooMuchAndDoesTheRest) {
    std::mutex gate;
    std::atomic<int> done = 0;
    std::unique_lock held(gate);
    {
        Pool pool(1, 2);
        auto const work = [&] {
            std::lock_guard const wait(gate);
            ++done;
        };
        auto taken = 0;
        for (int i = 0; i < 10; ++i) taken += pool.offer(work) ? 1 : 0;
        EXPECT_GE(taken, 2);
        EXPECT_LE(taken, 3);  // one may be under way
        held.unlock();
    }
    EXPECT_GE(done, 2);
}

// Answers everything with what it was asked.
class Echo final : public Handler {
public:
    std::size_t body_max(Request const&) override { return 10; }
    std::optional<Response> answer_now(Request&) override { return std::nullopt; }
    void handle(Request request, Reply reply) override {
        Response response;
        response.body = request.path + "|" + request.body;
        reply(std::move(response));
    }
    Response refuse(int status, Error const& error, std::string const&) override {
        Response response{status};
        response.body = error.reason;
        return response;
    }
};

TEST(Server, RefusesAnAddressThatIsTaken) {
    Echo echo;
    Options options;
    options.addresses = {{"127.0.0.1", 0}};
    auto const first = Server::open(options, echo).value();
    options.addresses = first->addresses();
    auto const second = Server::open(options, echo);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().reason, "http.listen");
}

TEST(Server, RefusesACertificateThatIsNone) {
    Echo echo;
    Options options;
    options.addresses = {{"127.0.0.1", 0}};
    options.certificate = options.key = "/nonexistent";
    auto const server = Server::open(options, echo);
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().reason, "http.certificate");
}

TEST(Server, StopsWhenItIsTold) {
    Echo echo;
    Options options;
    options.addresses = {{"127.0.0.1", 0}};
    auto const server = Server::open(options, echo).value();
    std::thread runner([&] { server->run(); });
    server->stop(std::chrono::seconds(1));
    runner.join();
    EXPECT_EQ(server->traffic().connections, 0);
}

}  // namespace
}  // namespace jutong::http
