#include "job/lineage.h"

#include <algorithm>

namespace jutong::job {

namespace {

using Kind = Lineage::Kind;

class Drawing {
public:
    explicit Drawing(catalog::Catalog const& catalog) : catalog_(catalog) {}

    void with_sources(catalog::Resource const& resource) {
        auto const id = add(resource);
        if (auto const* const provider = catalog_.find_department(resource.provider)) {
            add({"department:" + provider->name, Kind::department, provider->name, provider->title,
                 ""});
            join("department:" + provider->name, id, "提供", {});
        }
        for (std::size_t i = 0; i < resource.sources.size(); ++i) {
            auto const& source = resource.sources[i];
            auto const name = "source:" + resource.name + ":" + std::to_string(i);
            add({name, Kind::source, source.name(), source.name(), source.sheet});
            std::vector<std::pair<std::string, std::string>> fields;
            for (auto const& [column, field] : source.columns) fields.emplace_back(column, field);
            join(name, id, source.connection.empty() ? "文件" : "连接", std::move(fields));
        }
    }

    void with_provider(catalog::Resource const& resource) {
        auto const id = add(resource);
        auto const* const provider = catalog_.find_department(resource.provider);
        if (provider == nullptr) return;
        add({"department:" + provider->name, Kind::department, provider->name, provider->title,
             ""});
        join("department:" + provider->name, id, "提供", {});
    }

    // What feeds a library: all, or only the feed of that name.
    void with_feeds(catalog::Library const& library, std::string_view only = {}) {
        auto const id = add(library);
        for (auto const& feed : library.feeds) {
            if (!only.empty() && feed.source != only) continue;
            std::vector<std::pair<std::string, std::string>> fields;
            for (std::size_t i = 0; i < feed.fields.size(); ++i)
                if (feed.fields[i])
                    fields.emplace_back(source_field(feed, *feed.fields[i]),
                                        library.fields[i].name);
            if (feed.resource && only.empty()) with_provider(catalog_.resources[*feed.resource]);
            auto const* const from = catalog_.find_library(feed.source);
            auto const from_id =
                feed.resource ? add(catalog_.resources[*feed.resource]) : add(*from);
            join(from_id, id, feed.enriches ? "补充" : "融合", std::move(fields));
        }
    }

    // The libraries that this name feeds, and so on.
    void onwards(std::string const& name) {
        for (auto const& library : catalog_.libraries)
            for (auto const& feed : library.feeds) {
                if (feed.source != name) continue;
                with_feeds(library, name);
                onwards(library.name);
            }
    }

    Lineage out;

private:
    std::string source_field(catalog::Feed const& feed, std::size_t place) const {
        return feed.resource ? catalog_.resources[*feed.resource].fields[place].name
                             : catalog_.find_library(feed.source)->fields[place].name;
    }
    std::string add(catalog::Resource const& resource) {
        return add({"resource:" + resource.name, Kind::resource, resource.name, resource.title,
                    resource.name});
    }
    std::string add(catalog::Library const& library) {
        return add(
            {"library:" + library.name, Kind::library, library.name, library.title, library.name});
    }
    std::string add(Lineage::Node node) {
        auto id = node.id;
        if (std::ranges::find(out.nodes, id, &Lineage::Node::id) == out.nodes.end())
            out.nodes.push_back(std::move(node));
        return id;
    }
    void join(std::string const& from, std::string const& to, std::string label,
              std::vector<std::pair<std::string, std::string>> fields) {
        for (auto const& edge : out.edges)
            if (edge.from == from && edge.to == to && edge.label == label) return;
        out.edges.push_back({from, to, std::move(label), std::move(fields)});
    }

    catalog::Catalog const& catalog_;
};

}  // namespace

Lineage lineage_of(catalog::Catalog const& catalog, catalog::Resource const& resource) {
    Drawing drawing(catalog);
    drawing.with_sources(resource);
    drawing.onwards(resource.name);
    return std::move(drawing.out);
}

Lineage lineage_of(catalog::Catalog const& catalog, catalog::Library const& library) {
    Drawing drawing(catalog);
    drawing.with_feeds(library);
    drawing.onwards(library.name);
    return std::move(drawing.out);
}

}  // namespace jutong::job
