// The overview: is my data here, fresh and trusted?
#include <algorithm>
#include <map>

#include "api/library_brief.h"
#include "api/reading.h"
#include "element/reference.h"
#include "job/library_page.h"
#include "job/places.h"
#include "operation/needs.h"

namespace jutong::api {

namespace {

constexpr std::size_t province_digits = 2, city_digits = 4, county_digits = 6;
constexpr std::size_t runs_looked_at = 100;

void add_components(Components& components) {
    components["Need"] =
        object({{"id", text()},
                {"kind", choice({"overdue", "score_falling", "run_failed", "disk", "unfed"})},
                {"state", component("State")},
                {"title", text()},
                {"detail", text()},
                {"href", text()},
                {"since", text("A time; empty: not known")}});
    components["Overview"] =
        object({{"subjects", integer()},
                {"added", integer("Since the runs before the last")},
                {"overdue", integer("Resources")},
                {"score", nullable(number())},
                {"updated_at", nullable(time_text())},
                {"province", object({{"division", text()}, {"name", text()}})},
                {"libraries", list_of(component("LibraryBrief"))},
                {"cities", list_of(component("CityBrief"))},
                {"needs", list_of(component("Need"))},
                {"data", object({{"bytes", integer()}, {"disk_free", integer()}})},
                {"version", text()}});
}

// What changes only with the lake.
struct Places {
    std::map<std::string, std::vector<job::PlaceCount>> by_library;
    std::string province;  // of most subjects
    json::array cities;
    std::int64_t bytes = 0;
};

Result<Places> places(job::Workplace& workplace) {
    Places out;
    std::map<std::string, std::int64_t> subjects, provinces;
    for (auto const& library : workplace.catalog().libraries) {
        if (!job::place_field(library)) continue;
        auto const& counts = out.by_library[library.name] = TRY(job::places_of(workplace, library));
        if (!library.is_base()) continue;
        for (auto const& [city, count] : job::summed_by(counts, city_digits)) {
            subjects[city] += count;
            provinces[city.substr(0, province_digits)] += count;
        }
    }
    auto const most = std::ranges::max_element(
        provinces, {}, [](auto const& province) { return province.second; });
    if (most != provinces.end()) out.province = most->first;
    std::map<std::string, job::QualityScore> scores;
    for (auto& score : TRY(job::scores_by(workplace, job::QualityBy::city, "")))
        scores.emplace(score.name, std::move(score));
    auto const& divisions = workplace.registry().reference().divisions();
    for (auto const& [city, count] : subjects) {
        if (!city.starts_with(out.province)) continue;
        auto const* const known = divisions.find(city);
        if (known == nullptr || known->abolished) continue;
        auto const score = scores.find(city);
        json::object one{{"division", city},
                         {"name", known->name},
                         {"subjects", count},
                         {"score", nullptr},
                         {"rows", 0}};
        if (score != scores.end()) {
            one["score"] = score->second.score;
            one["rows"] = score->second.b;
        }
        out.cities.push_back(std::move(one));
    }
    auto session = TRY(workplace.lake().session());
    auto const bytes = TRY(session.query(
        "SELECT sum(file_size_bytes + delete_file_size_bytes) FROM ducklake_table_info('lake')"));
    out.bytes = std::stoll(bytes.rows.at(0).at(0).value_or("0"));
    return out;
}

Result<http::Response> overview(Services& s, Cache<Places>& cache, Call&) {
    auto const site = s.workplace();
    auto const& catalog = site->catalog();
    auto const held = TRY(holdings(s, site));
    auto const where = TRY(cache.get(site, "", [&] { return places(*site); }));
    auto const disk = operation::disk_of(s.settings.data);
    auto const now = s.clock.now();
    auto const runs = TRY(s.runner.list(0, runs_looked_at, "", ""));
    json::array libraries, needs;
    std::int64_t subjects = 0, added = 0;
    for (std::size_t i = 0; i < catalog.libraries.size(); ++i) {
        libraries.push_back(library_brief(catalog, i, *held));
        if (!catalog.libraries[i].is_base()) continue;
        subjects += held->libraries[i].subjects;
        added += held->libraries[i].added;
    }
    for (auto const& need : operation::needs_of(catalog, *held, runs, disk, now))
        needs.push_back(operation::json_of(need));
    auto const today = job::china_day(now);
    auto const overdue = std::ranges::count_if(held->resources, [&](auto const& state) {
        return state.arrival(today) == job::Arrival::overdue;
    });
    auto const& divisions = site->registry().reference().divisions();
    return json_response(
        {{"subjects", subjects},
         {"added", added},
         {"overdue", std::int64_t{overdue}},
         {"score", or_null(held->score)},
         {"updated_at", or_null(held->updated_at)},
         {"province",
          {{"division", where->province}, {"name", divisions.full_name(where->province)}}},
         {"libraries", std::move(libraries)},
         {"cities", where->cities},
         {"needs", std::move(needs)},
         {"data", {{"bytes", where->bytes}, {"disk_free", disk.free}}},
         {"version", s.version}});
}

Result<http::Response> show_city(Services& s, Cache<Places>& cache, Call& call) {
    auto const site = s.workplace();
    auto const& catalog = site->catalog();
    auto const& divisions = site->registry().reference().divisions();
    auto const division = call.text("division");
    auto const* const city = divisions.find(division);
    if (city == nullptr || division.size() > city_digits)
        return fail(Code::not_found, "overview.unknown_city",
                    "There is no city of that code; GET /api/v1/overview lists them");
    catalog::Library const* library = nullptr;
    if (call.has("library")) library = TRY(job::library_named(catalog, call.text("library")));
    auto const where = TRY(cache.get(site, "", [&] { return places(*site); }));
    auto const digits = division.size() == city_digits ? county_digits : city_digits;
    std::map<std::string, std::int64_t> subjects;
    for (auto const& [name, counts] : where->by_library) {
        if (library != nullptr ? name != library->name : !catalog.find_library(name)->is_base())
            continue;
        for (auto const& [code, count] : job::summed_by(counts, digits, division))
            subjects[code] += count;
    }
    json::array counties;
    for (auto const& [code, count] : subjects) {
        auto const* const known = divisions.find(code);
        counties.push_back({{"division", code},
                            {"name", known == nullptr ? code : std::string(known->name)},
                            {"subjects", count},
                            {"score", nullptr},
                            {"rows", 0}});
    }
    return json_response({{"division", division},
                          {"name", divisions.full_name(division)},
                          {"counties", std::move(counties)}});
}

}  // namespace

void add_overview_routes(Routes& routes, Services& s) {
    add_components(routes.components);
    auto const cache = std::make_shared<Cache<Places>>();  // shared by the handlers
    routes.add({.path = "/api/v1/overview",
                .name = "overview",
                .tag = "overview",
                .summary = "Libraries, cities, and what needs somebody",
                .answer = component("Overview"),
                .failures = {503},
                .handle = [&s, cache](Call& call) { return overview(s, *cache, call); }});
    routes.add({.path = "/api/v1/overview/cities/{division}",
                .name = "show_city",
                .tag = "overview",
                .summary = "A city's counties, or a province's cities, with their subjects",
                .parameters = {{"division", In::path, text_of(2, 4, "3701"), true},
                               query("library", text_of(1, 200,
                                                        "Only of this one; else of all "
                                                        "base libraries"))},
                .answer = object({{"division", text()},
                                  {"name", text()},
                                  {"counties", list_of(component("CityBrief"))}}),
                .failures = {404, 503},
                .handle = [&s, cache](Call& call) { return show_city(s, *cache, call); }});
}

}  // namespace jutong::api
