// What the reading rooms share: words and numbers of the catalogue as JSON, and what is kept ready.
#pragma once

#include <optional>

#include "api/services.h"
#include "job/holdings.h"
#include "job/quality.h"

namespace jutong::api {

using Site = std::shared_ptr<job::Workplace>;

json::value or_null(std::optional<double> const& value);
json::value or_null(std::optional<Instant> const& at);  // ISO 8601

// The title of what the catalogue knows; else the name itself.
std::string department_title(catalog::Catalog const& catalog, std::string const& name);
std::string resource_title(catalog::Catalog const& catalog, std::string const& name);
std::string field_title(catalog::Resource const& resource, std::string const& field);
std::string field_title(catalog::Library const& library, std::string const& field);
// The library that a resource feeds: a base library before others; null where it feeds none.
catalog::Library const* library_of(catalog::Catalog const& catalog,
                                   catalog::Resource const& resource);

// 正常 关注 异常 未知 by a score.
std::string_view state_of(std::optional<double> const& score);

// As of the time that the request asks for, or as it is now. Fails with lake.as_of (invalid,
// not_found).
Result<Site> asked_site(Services& services, Call const& call);

// Kept per version of the lake.
Result<std::shared_ptr<job::Holdings const>> holdings(Services& services, Site const& site);

// Fails with catalog.unknown_department (not_found) where it is none; empty: none is asked for.
Done require_department(catalog::Catalog const& catalog, std::string const& name);

json::array json_of(std::vector<std::pair<governance::Dimension, double>> const& dimensions);

// Components that several rooms speak of.
void add_reading_components(Components& components);

}  // namespace jutong::api
