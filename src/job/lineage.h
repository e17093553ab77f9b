// Where data comes from and where it goes, as the packs say.
#pragma once

#include <string>
#include <vector>

#include "job/workplace.h"

namespace jutong::job {

struct Lineage {
    enum class Kind : std::uint8_t { source, resource, library, department };
    struct Node {
        std::string id;  // resource:samr.enterprise
        Kind kind = Kind::resource;
        std::string name, title, detail;
    };
    struct Edge {
        std::string from, to, label;
        std::vector<std::pair<std::string, std::string>> fields;  // from, to
    };
    std::vector<Node> nodes;
    std::vector<Edge> edges;
};

// Its provider and sources, itself, the libraries it feeds and those that these feed.
Lineage lineage_of(catalog::Catalog const& catalog, catalog::Resource const& resource);
// All that feeds it, with providers, itself, and the libraries it feeds.
Lineage lineage_of(catalog::Catalog const& catalog, catalog::Library const& library);

}  // namespace jutong::job
