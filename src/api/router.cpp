#include "api/router.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>

#include <fmt/format.h>

#include "api/guard.h"
#include "api/lookup_queue.h"
#include "api/read_call.h"
#include "base/log.h"
#include "base/text.h"
#include "base/verify.h"
#include "http/pool.h"

namespace jutong::api {

namespace {

using Time = std::chrono::steady_clock::time_point;
constexpr double slow_seconds = 2;

// A route with what is counted of it.
struct Served {
    Route const* route;
    std::string_view begin;          // of the path, up to the first open step
    std::vector<std::string> steps;  // {name} stands for any
    Histogram* took;
    Counter* well;  // answers with the route's own status
};

std::vector<std::string> steps_of(std::string_view path) {
    std::vector<std::string> steps;
    for (auto const step : split(path.substr(1), '/')) steps.emplace_back(step);
    return steps;
}

bool is_open_step(std::string const& step) { return step.starts_with('{'); }

std::string_view begin_of(std::string_view path) { return path.substr(0, path.find('{')); }

}  // namespace

struct Router::Impl {
    Impl(Routes r, RouterOptions o, Metrics& m, Assets const* a)
        : routes(std::move(r)), options(std::move(o)), metrics(m), assets(a) {
        for (auto const& route : routes.all) {
            Labels labels = {{"method", std::string(to_string(route.method))},
                             {"route", route.path}};
            auto& took = metrics.histogram("jutong_http_request_duration_seconds",
                                           "How long requests took to answer.", labels);
            served.push_back({&route, begin_of(route.path), steps_of(route.path), &took,
                              &counter(route, route.status)});
        }
        workers = std::make_unique<http::Pool>(options.workers, options.waiting_max);
        lookups = std::make_unique<LookupQueue>(options.lookup_workers, options.waiting_max);
    }

    Counter& counter(Route const& route, int status) {
        return metrics.counter("jutong_http_requests_total", "Requests answered.",
                               {{"method", std::string(to_string(route.method))},
                                {"route", route.path},
                                {"status", std::to_string(status)}});
    }

    struct Match {
        Served const* served = nullptr;
        std::vector<http::Method> others;  // methods that the path has, where this is none
    };

    // Literal steps go before open ones: /runs/events is not the run called events.
    Match match(http::Request const& request) const {
        auto const method =
            request.method == http::Method::head ? http::Method::get : request.method;
        auto const steps = split(std::string_view(request.path).substr(1), '/');
        Match out;
        std::size_t best = 0;
        for (auto const& one : served) {
            if (!request.path.starts_with(one.begin) || one.steps.size() != steps.size()) continue;
            std::size_t literal = 1;
            for (std::size_t i = 0; i < steps.size() && literal > 0; ++i) {
                if (one.steps[i] == steps[i])
                    ++literal;
                else if (!is_open_step(one.steps[i]) || steps[i].empty())
                    literal = 0;
            }
            if (literal == 0) continue;
            out.others.push_back(one.route->method);
            if (one.route->method != method || literal <= best) continue;
            best = literal;
            out.served = &one;
        }
        return out;
    }

    http::Response unmatched(http::Request const& request, Match const& match) const {
        if (match.others.empty())
            return problem({Code::not_found, "http.route", "There is no such page"}, request.id);
        std::string allow;
        for (auto const method : match.others) {
            allow += (allow.empty() ? "" : ", ") + std::string(to_string(method));
            if (method == http::Method::get) allow += ", HEAD";
        }
        http::Response response{204};
        if (request.method != http::Method::options)
            response = problem({Code::invalid, "http.method", "The page takes " + allow},
                               request.id, {}, 405);
        response.headers.emplace_back("Allow", allow);
        return response;
    }

    static bool is_lookup(Route const& route, http::Request const& request) {
        auto const takes_long = [&](auto const& given) {
            return std::ranges::find(route.worker_with, given.first) != route.worker_with.end();
        };
        return route.where == Where::lookup && std::ranges::none_of(request.query, takes_long);
    }

    http::Response run(Served const& one, http::Request request) {
        auto response = try_run(one, request, true);
        verify(response.has_value(), "a handler that may wait answers");
        return std::move(*response);
    }

    // Nothing where the handler would have to wait and may not; the request is then as it was.
    std::optional<http::Response> try_run(Served const& one, http::Request& request,
                                          bool may_wait) {
        auto const& route = *one.route;
        auto const started = std::chrono::steady_clock::now();
        std::string const id = request.id;
        auto const if_none_match = std::string(request.header("if-none-match"));
        auto response = answer(route, request, id, may_wait);
        if (!response) return response;
        add_marks(route, if_none_match, *response);
        note(one, id, *response, started);
        return response;
    }

    std::optional<http::Response> answer(Route const& route, http::Request& request,
                                         std::string const& id, bool may_wait) {
        try {
            auto call = read_call(route, routes.components, std::move(request));
            if (!call.error.reason.empty()) return problem(call.error, id, call.mistakes);
            call.call.may_wait = may_wait;
            auto response = route.handle(call.call);
            if (response) return std::move(*response);
            auto const& error = response.error();
            if (!may_wait && error.reason == ask_again) {
                request = std::move(call.call.request);
                return std::nullopt;
            }
            return problem(error, id, {}, error.reason == "http.precondition" ? 412 : 0);
        } catch (std::bad_alloc const&) {
            return problem({Code::limited, "program.memory", "Out of memory"}, id, {}, 503);
        } catch (std::exception const& e) {
            log(Level::error, "http.exception",
                {{"request", id}, {"route", route.path}, {"what", e.what()}});
            return problem({Code::internal, "program.exception", "The program failed"}, id);
        }
    }

    static void add_marks(Route const& route, std::string const& if_none_match,
                          http::Response& response) {
        auto& headers = response.headers;
        headers.emplace_back("X-Content-Type-Options", "nosniff");
        if (http::find_header(headers, "Cache-Control").empty())
            headers.emplace_back("Cache-Control", "private, no-cache");
        if (route.method != http::Method::get || response.status != 200 || response.stream) return;
        auto tag = std::string(http::find_header(headers, "ETag"));
        if (tag.empty()) {
            tag = etag_of(response.body);
            headers.emplace_back("ETag", tag);
        }
        if (if_none_match.empty() || !names_tag(if_none_match, tag)) return;
        response.status = 304;
        response.body.clear();
    }

    void note(Served const& one, std::string const& id, http::Response const& response,
              Time started) {
        auto const seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        one.took->observe(seconds);
        auto const status = response.status;
        if (status == one.route->status)
            one.well->add();
        else
            counter(*one.route, status).add();
        auto const reads = one.route->method == http::Method::get;
        if (reads && status < 400 && seconds < slow_seconds && !options.log_all) return;
        log(status >= 500 && status != 503 ? Level::error : Level::info, "http.request",
            {{"request", id},
             {"method", to_string(one.route->method)},
             {"route", one.route->path},
             {"status", std::int64_t{status}},
             {"seconds", seconds}});
    }

    Routes routes;
    RouterOptions options;
    Metrics& metrics;
    Assets const* assets;
    std::vector<Served> served;
    std::unique_ptr<http::Pool> workers;
    std::unique_ptr<LookupQueue> lookups;
};

Router::Router(Routes routes, RouterOptions options, Metrics& metrics, Assets const* assets)
    : impl_(std::make_unique<Impl>(std::move(routes), std::move(options), metrics, assets)) {}
Router::~Router() = default;

void Router::set_hosts(std::vector<std::string> hosts) {
    impl_->options.guard.hosts = std::move(hosts);
}

std::size_t Router::body_max(http::Request const& head) {
    auto const match = impl_->match(head);
    return match.served == nullptr ? 0 : match.served->route->body_max;
}

std::optional<http::Response> Router::answer_now(http::Request& request) {
    auto& impl = *impl_;
    if (auto const error = refused(impl.options.guard, request))
        return problem(*error, request.id, {}, error->reason == "http.host" ? 421 : 0);
    auto const match = impl.match(request);
    if (match.served == nullptr) {
        if (impl.assets != nullptr)
            if (auto file = impl.assets->find(request)) return file;
        return impl.unmatched(request, match);
    }
    auto const& route = *match.served->route;
    if (route.where == Where::network) return impl.run(*match.served, std::move(request));
    if (!impl.options.looks_up_at_once || !impl.is_lookup(route, request)) return std::nullopt;
    return impl.try_run(*match.served, request, false);
}

void Router::handle(http::Request request, Reply reply) {
    auto& impl = *impl_;
    auto const* const served = impl.match(request).served;
    auto const id = request.id;
    auto const lookup = impl.is_lookup(*served->route, request);
    LookupQueue::Asked asked{[&impl, served, request = std::move(request)]() mutable {
                                 return impl.run(*served, std::move(request));
                             },
                             std::move(reply)};
    auto const shared = std::make_shared<LookupQueue::Asked>(std::move(asked));
    auto const is_taken = lookup
                              ? impl.lookups->offer(*shared)
                              : impl.workers->offer([shared] { shared->reply(shared->answer()); });
    if (is_taken) return;
    auto response = problem({Code::limited, "http.busy", "Too many requests wait"}, id, {}, 503);
    response.headers.emplace_back("Retry-After", "1");
    impl.counter(*served->route, response.status).add();
    shared->reply(std::move(response));
}

http::Response Router::refuse(int status, Error const& error, std::string const& id) {
    impl_->metrics
        .counter("jutong_http_unread_total", "Requests that could not be read.",
                 {{"status", std::to_string(status)}})
        .add();
    auto response = problem(error, id, {}, status);
    response.close = true;
    return response;
}

}  // namespace jutong::api
