#include "app/serve.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include <fmt/format.h>
#include <sys/resource.h>

#include "api/router.h"
#include "api/services.h"
#include "app/assets.h"
#include "app/serve_options.h"
#include "app/site.h"
#include "base/log.h"
#include "job/alert_book.h"
#include "job/connections.h"

namespace jutong::app {

namespace {

constexpr std::chrono::seconds stop_grace{10};
constexpr std::chrono::milliseconds lock_wait{200};
constexpr int serving_readers = 8;

// Threads for lookups: an embedded index wants cores, and leaves half of them to connections; a
// database is waited for.
int lookup_workers(job::Settings const& settings) {
    if (!settings.database.empty()) return serving_readers;
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()) / 2, 1,
                      serving_readers);
}

// As many connections as the system lets us have.
void raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// SIGINT and SIGTERM, taken by a thread of their own; blocked in all others.
class Signals {
public:
    Signals() {
        sigemptyset(&set_);
        sigaddset(&set_, SIGINT);
        sigaddset(&set_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
    }
    int wait() const {
        int signal = 0;
        sigwait(&set_, &signal);
        return signal;
    }

private:
    sigset_t set_{};
};

// Ends with its block, however that ends.
struct Joined {
    std::thread& thread;
    Progress& progress;
    Joined(std::thread& t, Progress& p) : thread(t), progress(p) {}
    ~Joined() {
        progress.cancel();
        thread.join();
    }
    Joined(Joined const&) = delete;
    Joined& operator=(Joined const&) = delete;
};

// One process writes lookups at a time: where several share a database, whoever has its lock of
// writers, as each run has it.
Done follow_alone(Site const& site, serving::Serving& serving, Progress& progress) {
    auto const& database = site.settings().database;
    std::unique_ptr<store::Store> holder;
    if (!database.empty()) holder = TRY(store::Store::open(database));
    while (holder && !TRY(holder->hold_lock())) {
        TRY(progress.go_on());
        std::this_thread::sleep_for(lock_wait);
    }
    TRY(serving.follow(*site.workplace(), progress));
    return {};
}

std::string unready(Site& site) {
    auto const workplace = site.workplace();
    if (auto const answer = workplace->store().query("SELECT 1"); !answer)
        return answer.error().reason;
    auto const version = workplace->lake().version();
    if (version) return {};
    // An engine that stopped itself never answers again: the next who ask find another.
    auto const& reason = version.error().reason;
    if (reason == "lake.engine") static_cast<void>(site.reload());
    return reason;
}

std::vector<std::string> hosts_of(ServeOptions const& options,
                                  std::vector<http::Address> const& addresses) {
    auto hosts = options.hosts;
    for (auto const& address : addresses) {
        hosts.push_back(address.text());
        hosts.push_back("localhost:" + std::to_string(address.port));
        if (address.port == 80 || address.port == 443) {
            hosts.push_back(address.host);
            hosts.emplace_back("localhost");
        }
    }
    return hosts;
}

void say_addresses(cli::Context& context, ServeOptions const& options,
                   std::vector<http::Address> const& addresses) {
    auto const scheme = options.http.certificate.empty() ? "http" : "https";
    json::array all;
    for (auto const& address : addresses) {
        auto const url = fmt::format("{}://{}/", scheme, address.text());
        context.terminal.line(context.terminal.bold("聚通 " + url));
        all.emplace_back(url);
    }
    if (options.token.empty())
        context.terminal.line(
            "Nobody is asked who they are yet: only this machine is listened to.");
    context.terminal.line("Ctrl-C stops.");
    context.terminal.say_now({{"addresses", all}, {"pid", std::int64_t{::getpid()}}});
}

void add_metrics(Metrics& metrics, http::Server const& server, operation::Runner const& runner,
                 Site const& site) {
    using Values = Metrics::Values;
    add_process_metrics(metrics);
    auto const one = [](std::int64_t value) { return Values{{{}, static_cast<double>(value)}}; };
    metrics.gauge("jutong_build_info", "Which build this is; always 1.",
                  [] { return Values{{{{"version", JUTONG_VERSION}}, 1}}; });
    metrics.gauge("jutong_http_connections", "Open connections.",
                  [&server, one] { return one(server.traffic().connections); });
    metrics.counter_of("jutong_http_connections_total", "Connections accepted.",
                       [&server, one] { return one(server.traffic().accepted); });
    metrics.counter_of("jutong_http_received_bytes_total", "Bytes received.",
                       [&server, one] { return one(server.traffic().received_bytes); });
    metrics.counter_of("jutong_http_sent_bytes_total", "Bytes sent.",
                       [&server, one] { return one(server.traffic().sent_bytes); });
    metrics.gauge("jutong_runs_waiting", "Runs that wait.",
                  [&runner, one] { return one(runner.waiting()); });
    metrics.gauge("jutong_runs_running", "Runs under way.",
                  [&runner, one] { return one(runner.is_running() ? 1 : 0); });
    metrics.gauge("jutong_alerts", "What needs somebody.", [&site] {
        std::map<std::string, double> kinds;
        if (auto const alerts = job::alerts_in(site.workplace()->store()))
            for (auto const& alert : *alerts) ++kinds[alert.kind];
        Metrics::Values values;
        for (auto const& [kind, count] : kinds) values.push_back({{{"kind", kind}}, count});
        return values;
    });
}

Done serve(cli::Context& context, cli::Arguments const& arguments) {
    auto const options = TRY(serve_options(context, arguments));
    Signals const signals;
    raise_file_limit();
    set_log_level(Level::info);
    auto const site = TRY(Site::open(context.settings, context.clock));
    Metrics metrics;
    auto const serving = TRY(serving::Serving::open(site->settings(), serving_readers));
    auto const follow = [&serving](job::Workplace& workplace, Progress& progress) -> Done {
        TRY(serving->follow(workplace, progress));
        return {};
    };
    // What a process without a server did meanwhile is followed while requests are answered
    // already.
    Progress silent;
    std::atomic<bool> following = true;
    std::thread follower([&] {
        if (auto const done = follow_alone(*site, *serving, silent); !done)
            log(Level::error, "serving.follow", {{"reason", done.error().reason}});
        following = false;
    });
    Joined const joined{follower, silent};
    auto const is_fetched = [&site](std::string const& name) {
        auto const workplace = site->workplace();
        auto const* const resource = workplace->catalog().find_resource(name);
        return resource != nullptr && job::has_connections(*resource);
    };
    auto const runner = TRY(operation::Runner::start(
        {site->settings(), follow, is_fetched, options.background.inbox}, context.clock));
    auto const background = TRY(Background::start(
        options.background, [&site] { return site->workplace(); }, *runner, context.clock));
    api::Services services{[&site] { return site->workplace(); },
                           [&site](std::string const& t) { return site->workplace_at(t); },
                           [&site] { return site->reload(); },
                           [&] { return following ? "serving.following" : unready(*site); },
                           site->settings(),
                           *runner,
                           *serving,
                           metrics,
                           context.clock,
                           JUTONG_VERSION,
                           iso_time(context.clock.now()),
                           !options.token.empty(),
                           &background->scheduler()};
    api::RouterOptions routing{{{}, options.token}};
    routing.log_all = options.log_all;
    routing.lookup_workers = lookup_workers(site->settings());
    routing.looks_up_at_once = site->settings().database.empty();
    EmbeddedAssets const assets;
    api::Router router(api::all_routes(services), routing, metrics, &assets);
    auto const server = TRY(http::Server::open(options.http, router));
    router.set_hosts(hosts_of(options, server->addresses()));
    add_metrics(metrics, *server, *runner, *site);
    std::thread stopper([&] {
        signals.wait();
        log(Level::info, "server.stopping");
        server->stop(stop_grace);
    });
    log(Level::info, "server.started", {{"address", server->addresses().front().text()}});
    say_addresses(context, options, server->addresses());
    server->run();
    stopper.join();
    log(Level::info, "server.stopped");
    return {};
}

}  // namespace

cli::Command serve_command() {
    return {"serve",
            "The server: console, API, runs, metrics",
            "jutong serve --listen 127.0.0.1:8080 --listen [::1]:8080",
            serve_flags(),
            serve,
            {}};
}

}  // namespace jutong::app
