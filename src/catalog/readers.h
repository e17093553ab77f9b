// Readers of single documents. For the sources of this module alone.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "catalog/catalog.h"

namespace jutong::catalog {

// What readers share.
struct Reading {
    Catalog& catalog;
    element::Registry const& registry;
    pack::Problems& problems;
};

// How often a resource is brought up to date (更新周期).
inline constexpr std::array<std::string_view, 8> update_words = {
    "realtime", "daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly", "other"};

void read_resource(Reading& reading, pack::Document const& document);
// `connection` and what belongs to it, of a source; then what holds over all sources of a resource.
void read_connection_source(pack::Reader& reader, Resource const& resource, Source& source);
void check_connection_sources(pack::Reader& reader, Resource const& resource);
// `rules` and `division` of a resource whose fields are known.
void read_rules(Reading& reading, pack::Reader& reader, Resource& resource);
// Libraries are read once all resources are known, those that base libraries feed after these.
void read_library(Reading& reading, pack::Document const& document);
// What can be judged only with everything at hand.
void check_references(Reading& reading);

// The element of that name, or null and a problem that names the nearest.
element::Element const* element_named(Reading& reading, pack::Reader& reader,
                                      std::string const& name);

}  // namespace jutong::catalog
