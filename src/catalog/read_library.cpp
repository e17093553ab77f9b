#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "catalog/readers.h"

namespace jutong::catalog {

namespace {

constexpr std::size_t feeds_max = 255;  // fusion names a feed by one byte

std::vector<std::string_view> const kind_words = {"base", "theme", "special", "general"};
std::vector<std::string_view> const rule_words = {"authority", "recency", "agreement"};

std::optional<std::size_t> resource_place(Catalog const& catalog, std::string_view name) {
    auto const found = std::ranges::find(catalog.resources, name, &Resource::name);
    if (found == catalog.resources.end()) return std::nullopt;
    return static_cast<std::size_t>(found - catalog.resources.begin());
}

// For each field of the library the field of the resource that gives it: the mapped one, or the one
// of the same name.
void connect_fields(Reading& reading, pack::Reader& reader, Feed& feed, Library const& library) {
    auto const& resource = reading.catalog.resources[feed.resource];
    std::map<std::string, std::string> mapped;
    if (auto const node = reader.node("fields"))
        for (auto const& [to, from] : node->entries()) mapped[to.text()] = from.text();
    for (auto const& field : library.fields) {
        auto const found = mapped.find(field.name);
        auto const place = resource.find(found == mapped.end() ? field.name : found->second);
        if (found != mapped.end() && !place)
            reader.problem("fields", "pack.unknown_field",
                           fmt::format("资源 {} 没有信息项“{}”", resource.name, found->second),
                           "核对名称");
        auto const fits = place && field.element != nullptr &&
                          resource.fields[*place].element != nullptr &&
                          resource.fields[*place].element->kind() == field.element->kind();
        if (place && field.element != nullptr && !fits &&
            resource.fields[*place].element != nullptr)
            reader.problem("resource", "pack.kind",
                           fmt::format("{} 的“{}”与库的“{}”类型不同", resource.name,
                                       resource.fields[*place].name, field.name),
                           "用同一种数据元");
        feed.fields.push_back(fits ? place : std::nullopt);
        mapped.erase(field.name);
    }
    for (auto const& [to, from] : mapped)
        reader.problem("fields", "pack.unknown_field", fmt::format("库里没有字段“{}”", to),
                       "核对库的 fields");
}

std::optional<Feed> read_feed(Reading& reading, pack::Node const& node, Library const& library) {
    pack::Reader reader(node, reading.problems);
    auto const name = reader.required_text("resource");
    auto const place = resource_place(reading.catalog, name);
    if (!place) {
        reader.problem("resource", "pack.unknown_resource", fmt::format("没有资源“{}”", name),
                       "核对资源名");
        return std::nullopt;
    }
    Feed feed;
    feed.resource = *place;
    auto const& resource = reading.catalog.resources[*place];
    for (auto const& field : reader.texts("number")) {
        auto const number = resource.find(field);
        if (number)
            feed.number.push_back(*number);
        else
            reader.problem("number", "pack.unknown_field",
                           fmt::format("资源 {} 没有信息项“{}”", name, field), "核对名称");
    }
    if (feed.number.empty()) feed.number = resource.subject.number;
    if (feed.number.empty())
        reader.problem("resource", "pack.no_number", fmt::format("资源 {} 没有主体号码", name),
                       "写 number: 或在资源里写 subject");
    if (library.number != nullptr && !feed.number.empty() &&
        (feed.number.size() != 1 || resource.fields[feed.number.front()].element != library.number))
        reader.problem("number", "pack.kind",
                       fmt::format("资源 {} 的号码不是 {}", name, library.number->title()),
                       "核对 subject.number");
    connect_fields(reading, reader, feed, library);
    reader.finish();
    return feed;
}

// The feeds that give a field, in the order that decides.
void order_feeds(Reading& reading, pack::Reader& reader, Library& library, std::size_t field,
                 std::vector<std::string> const& authority) {
    auto& order = library.fields[field].order;
    for (auto const& name : authority) {
        auto const found = std::ranges::find_if(library.feeds, [&](Feed const& f) {
            return reading.catalog.resources[f.resource].name == name;
        });
        if (found == library.feeds.end())
            reader.problem("authority", "pack.unknown_resource",
                           fmt::format("“{}”不在本库的 feeds 里", name), "先写入 feeds");
        else
            order.push_back(static_cast<std::size_t>(found - library.feeds.begin()));
    }
    for (std::size_t i = 0; i < library.feeds.size(); ++i)
        if (std::ranges::find(order, i) == order.end()) order.push_back(i);
}

}  // namespace

void read_library(Reading& reading, pack::Document const& document) {
    pack::Reader reader(document.node, reading.problems);
    Library library;
    library.place = reader.place();
    library.name = reader.required_text("library");
    library.title = reader.required_text("title");
    library.kind = reader.word("kind", kind_words, "");
    library.lead = reader.required_text("lead");
    if (auto const subject = reader.node("subject")) {
        pack::Reader inner(*subject, reading.problems);
        library.subject_kind = inner.required_text("kind");
        auto const number = inner.required_text("number");
        if (number != "key" && !number.empty()) {
            library.number = reading.registry.find(number);
            if (library.number == nullptr)
                inner.problem("number", "pack.unknown_element",
                              fmt::format("没有名为“{}”的数据元", number), "写数据元名，或 key");
        }
        inner.finish();
    } else {
        reader.problem("subject", "pack.missing_key", "缺少 subject",
                       "补上 subject: {kind: …, number: …}");
    }
    std::vector<std::pair<pack::Reader, std::vector<std::string>>> authorities;
    for (auto const& node : reader.list("fields")) {
        pack::Reader inner(node, reading.problems);
        LibraryField field;
        field.name = inner.required_text("name");
        field.title = inner.required_text("title");
        field.element = element_named(reading, inner, inner.required_text("element"));
        auto const rule = inner.word("rule", rule_words, "authority");
        field.rule = static_cast<Rule>(std::ranges::find(rule_words, rule) - rule_words.begin());
        auto authority = inner.texts("authority");
        inner.finish();
        if (field.name == "number" || field.name == "subject")
            inner.problem("name", "pack.field_name",
                          fmt::format("“{}”是平台自用的列名", field.name), "换一个名称");
        if (std::ranges::find(library.fields, field.name, &LibraryField::name) !=
            library.fields.end())
            inner.problem("name", "pack.duplicate_name",
                          fmt::format("字段“{}”写了两次", field.name), "删去一个");
        library.fields.push_back(std::move(field));
        authorities.emplace_back(std::move(inner), std::move(authority));
    }
    for (auto const& node : reader.list("feeds"))
        if (auto feed = read_feed(reading, node, library))
            library.feeds.push_back(std::move(*feed));
    if (library.feeds.size() > feeds_max)
        reader.problem("feeds", "pack.feeds", fmt::format("一个库至多 {} 个来源", feeds_max),
                       "分成几个库");
    for (std::size_t i = 0; i < library.fields.size(); ++i)
        order_feeds(reading, authorities[i].first, library, i, authorities[i].second);
    reader.finish();
    reading.catalog.libraries.push_back(std::move(library));
}

}  // namespace jutong::catalog
