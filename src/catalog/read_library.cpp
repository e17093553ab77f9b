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

// A source of a feed as far as its fields go: of a resource or of another library.
struct SourceFields {
    std::string name;
    std::vector<std::pair<std::string, element::Element const*>> fields;
};

SourceFields fields_of(Resource const& resource) {
    SourceFields source{resource.name, {}};
    for (auto const& field : resource.fields) source.fields.emplace_back(field.name, field.element);
    return source;
}

SourceFields fields_of(Library const& library) {
    SourceFields source{library.name, {}};
    for (auto const& field : library.fields) source.fields.emplace_back(field.name, field.element);
    return source;
}

// For each field of the library the field of the source that gives it: the mapped one, or the one
// of the same name.
void connect_fields(pack::Reader& reader, Feed& feed, SourceFields const& source,
                    Library const& library) {
    std::map<std::string, std::string> mapped;
    if (auto const node = reader.node("fields"))
        for (auto const& [to, from] : node->entries()) mapped[to.text()] = from.text();
    for (auto const& field : library.fields) {
        auto const found = mapped.find(field.name);
        auto const& wanted = found == mapped.end() ? field.name : found->second;
        auto const place =
            std::ranges::find(source.fields, wanted, [](auto const& pair) { return pair.first; });
        auto const is_there = place != source.fields.end();
        if (found != mapped.end() && !is_there)
            reader.problem("fields", "pack.unknown_field",
                           fmt::format("{} 没有信息项“{}”", source.name, wanted), "核对名称");
        auto const is_read = is_there && field.element != nullptr && place->second != nullptr;
        auto const fits = is_read && place->second->kind() == field.element->kind();
        if (is_read && !fits)
            reader.problem(
                "fields", "pack.kind",
                fmt::format("{} 的“{}”与库的“{}”类型不同", source.name, wanted, field.name),
                "用同一种数据元");
        feed.fields.push_back(
            fits ? std::optional(static_cast<std::size_t>(place - source.fields.begin()))
                 : std::nullopt);
        mapped.erase(field.name);
    }
    for (auto const& [to, from] : mapped)
        reader.problem("fields", "pack.unknown_field", fmt::format("库里没有字段“{}”", to),
                       "核对库的 fields");
}

// The fields of a resource that make the number of the library.
void read_number(Reading& reading, pack::Reader& reader, Feed& feed, Library const& library) {
    auto const& resource = reading.catalog.resources[*feed.resource];
    for (auto const& field : reader.texts("number")) {
        auto const number = resource.find(field);
        if (number)
            feed.number.push_back(*number);
        else
            reader.problem("number", "pack.unknown_field",
                           fmt::format("资源 {} 没有信息项“{}”", resource.name, field), "核对名称");
    }
    if (feed.number.empty()) feed.number = resource.subject.number;
    if (feed.number.empty())
        reader.problem("resource", "pack.no_number",
                       fmt::format("资源 {} 没有主体号码", resource.name),
                       "写 number: 或在资源里写 subject");
    if (library.number != nullptr && !feed.number.empty() &&
        (feed.number.size() != 1 || resource.fields[feed.number.front()].element != library.number))
        reader.problem("number", "pack.kind",
                       fmt::format("资源 {} 的号码不是 {}", resource.name, library.number->title()),
                       "核对 subject.number");
}

std::optional<Feed> read_feed(Reading& reading, pack::Node const& node, Library const& library) {
    pack::Reader reader(node, reading.problems);
    auto const of_library = node.find("library").has_value();
    Feed feed;
    feed.source = reader.required_text(of_library ? "library" : "resource");
    feed.where = reader.text("where");
    feed.enriches = reader.flag("enriches", false);
    if (of_library) {
        auto const* const source = reading.catalog.find_library(feed.source);
        if (source == nullptr || !source->is_base() || library.is_base()) {
            reader.problem("library", "pack.unknown_library",
                           fmt::format("“{}”不是可用的基础库", feed.source),
                           "只有主题库、专题库、通用库能取自基础库（kind: base）");
            return std::nullopt;
        }
        if (source->number != library.number)
            reader.problem("library", "pack.kind",
                           fmt::format("{} 与本库不是同一种主体号码", feed.source),
                           "核对 subject.number");
        connect_fields(reader, feed, fields_of(*source), library);
    } else {
        feed.resource = resource_place(reading.catalog, feed.source);
        if (!feed.resource) {
            reader.problem("resource", "pack.unknown_resource",
                           fmt::format("没有资源“{}”", feed.source), "核对资源名");
            return std::nullopt;
        }
        read_number(reading, reader, feed, library);
        connect_fields(reader, feed, fields_of(reading.catalog.resources[*feed.resource]), library);
    }
    reader.finish();
    return feed;
}

// The feeds that give a field, in the order that decides.
void order_feeds(pack::Reader& reader, Library& library, std::size_t field,
                 std::vector<std::string> const& authority) {
    auto& order = library.fields[field].order;
    for (auto const& name : authority) {
        auto const found = std::ranges::find(library.feeds, name, &Feed::source);
        if (found == library.feeds.end())
            reader.problem("authority", "pack.unknown_resource",
                           fmt::format("“{}”不在本库的 feeds 里", name), "先写入 feeds");
        else
            order.push_back(static_cast<std::size_t>(found - library.feeds.begin()));
    }
    for (std::size_t i = 0; i < library.feeds.size(); ++i)
        if (std::ranges::find(order, i) == order.end()) order.push_back(i);
}

// How rows without a number are linked.
LinkRule read_link(Reading& reading, pack::Node const& node, Library const& library) {
    pack::Reader reader(node, reading.problems);
    LinkRule rule;
    for (auto const& name : reader.texts("fields")) {
        auto const found = std::ranges::find(library.fields, name, &LibraryField::name);
        if (found == library.fields.end())
            reader.problem("fields", "pack.unknown_field", fmt::format("库里没有字段“{}”", name),
                           "核对库的 fields");
        else
            rule.fields.push_back(static_cast<std::size_t>(found - library.fields.begin()));
    }
    if (rule.fields.size() < 2)
        reader.problem("fields", "pack.link", "至少要比较两个字段，才认得出主体",
                       "补上姓名（名称）、出生日期、地址等字段");
    rule.link = reader.number("link").value_or(rule.link);
    rule.review = reader.number("review").value_or(rule.review);
    if (!(rule.review > 0 && rule.review <= rule.link && rule.link <= 1))
        reader.problem("link", "pack.link",
                       fmt::format("link {}、review {} 应为 0 < review ≤ link ≤ 1 的概率",
                                   rule.link, rule.review),
                       "改为概率，如 link: 0.99、review: 0.2");
    reader.finish();
    if (!library.is_base() || library.number == nullptr)
        reader.problem("fields", "pack.link", "只有有号码的基础库才能关联没有号码的行",
                       "删去 link，或写 kind: base 和 subject.number");
    return rule;
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
    auto const feeds = reader.list("feeds");
    for (auto const& node : feeds)
        if (auto feed = read_feed(reading, node, library))
            library.feeds.push_back(std::move(*feed));
    if (library.feeds.size() > feeds_max)
        reader.problem("feeds", "pack.feeds", fmt::format("一个库至多 {} 个来源", feeds_max),
                       "分成几个库");
    if (auto const link = reader.node("link")) library.link = read_link(reading, *link, library);
    library.awaits = reader.text("awaits");
    if (feeds.empty() && library.awaits.empty())
        reader.problem("feeds", "pack.no_feeds", "没有任何来源，也没有说明在等什么",
                       "补上 feeds，或写 awaits: 等哪个部门的什么数据");
    if (!feeds.empty() && !library.awaits.empty())
        reader.problem("awaits", "pack.no_feeds", "已有来源的库不再等待数据", "删去 awaits");
    if (!feeds.empty() && feeds.size() == library.feeds.size() &&
        std::ranges::all_of(library.feeds, &Feed::enriches))
        reader.problem("feeds", "pack.no_subjects", "所有来源都只补充字段，库里不会有主体",
                       "至少一个来源不写 enriches");
    for (std::size_t i = 0; i < library.fields.size(); ++i)
        order_feeds(authorities[i].first, library, i, authorities[i].second);
    reader.finish();
    reading.catalog.libraries.push_back(std::move(library));
}

}  // namespace jutong::catalog
