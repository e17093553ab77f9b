#include "api/lineage_json.h"

#include <array>

namespace jutong::api {

namespace {

using Kind = job::Lineage::Kind;
constexpr std::array<std::string_view, 4> kind_words = {"source", "resource", "library",
                                                        "department"};

json::object node_of(job::Lineage::Node const& node, catalog::Catalog const& catalog,
                     job::Holdings const& holdings) {
    json::object out{{"id", node.id},
                     {"kind", kind_words.at(static_cast<std::size_t>(node.kind))},
                     {"title", node.title},
                     {"detail", node.detail}};
    if (node.kind == Kind::resource) {
        auto const place = catalog.find_resource(node.name) - catalog.resources.data();
        out["href"] = "/resources/" + node.name;
        out["rows"] = holdings.resources[static_cast<std::size_t>(place)].rows;
    } else if (node.kind == Kind::library) {
        auto const place = catalog.find_library(node.name) - catalog.libraries.data();
        out["href"] = "/libraries/" + node.name;
        out["rows"] = holdings.libraries[static_cast<std::size_t>(place)].subjects;
    } else if (node.kind == Kind::department) {
        out["href"] = "/resources?department=" + node.name;
    }
    return out;
}

}  // namespace

json::object json_of(job::Lineage const& lineage, catalog::Catalog const& catalog,
                     job::Holdings const& holdings) {
    json::array nodes, edges;
    for (auto const& node : lineage.nodes) nodes.push_back(node_of(node, catalog, holdings));
    for (auto const& edge : lineage.edges) {
        json::array fields;
        for (auto const& [from, to] : edge.fields) fields.push_back({{"from", from}, {"to", to}});
        edges.push_back({{"from", edge.from},
                         {"to", edge.to},
                         {"label", edge.label},
                         {"fields", std::move(fields)}});
    }
    return {{"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
}

}  // namespace jutong::api
