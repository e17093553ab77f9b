// What handlers work with. Made by app.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/cache.h"
#include "api/route.h"
#include "base/clock.h"
#include "base/metrics.h"
#include "job/holdings.h"
#include "job/workplace.h"
#include "operation/runner.h"
#include "operation/scheduler.h"
#include "serving/serving.h"

namespace jutong::api {

struct Services {
    // For reading, with the packs as they are now; never null. As of a time where one is given:
    // fails with lake.as_of (invalid) where nothing was there then.
    std::function<std::shared_ptr<job::Workplace>()> workplace;
    std::function<Result<std::shared_ptr<job::Workplace>>(std::string const& as_of)> workplace_at;
    // After packs changed: later calls of workplace() have them. Fails with pack.invalid.
    std::function<Done()> reload;
    // Why requests cannot be answered now; nothing where they can.
    std::function<std::string()> unready;

    job::Settings settings;
    operation::Runner& runner;
    serving::Serving& serving;
    Metrics& metrics;
    Clock const& clock;
    std::string version;
    std::string started;  // ISO 8601
    bool needs_token = false;
    operation::Scheduler const* scheduler = nullptr;  // never null once requests are answered
    std::shared_ptr<Cache<job::Holdings>> holdings =
        std::make_shared<Cache<job::Holdings>>();  // shared by the reading rooms
};

// Each adds its room's routes and the components they speak of.
void add_system_routes(Routes& routes, Services& services);
void add_run_routes(Routes& routes, Services& services);
void add_subject_routes(Routes& routes, Services& services);
void add_upload_routes(Routes& routes, Services& services);
void add_resource_routes(Routes& routes, Services& services);
void add_resource_page_routes(Routes& routes, Services& services);
void add_overview_routes(Routes& routes, Services& services);
void add_library_routes(Routes& routes, Services& services);
void add_question_routes(Routes& routes, Services& services);
void add_quality_routes(Routes& routes, Services& services);
void add_quarantine_routes(Routes& routes, Services& services);
void add_table_routes(Routes& routes, Services& services);
void add_search_routes(Routes& routes, Services& services);
void add_pack_routes(Routes& routes, Services& services);
void add_definition_routes(Routes& routes, Services& services);
void add_suggest_routes(Routes& routes, Services& services);
void add_trial_routes(Routes& routes, Services& services);
void add_schedule_routes(Routes& routes, Services& services);
void add_connection_routes(Routes& routes, Services& services);

// All of them, and the description of all of them.
Routes all_routes(Services& services);

}  // namespace jutong::api
