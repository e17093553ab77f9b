#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "catalog/readers.h"
#include "crypto/sha256.h"

namespace jutong::catalog {

namespace {

constexpr std::size_t table_parts_max = 3;  // catalogue, schema, table
constexpr std::size_t query_bytes_max = 64U << 10U;

bool is_connection_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

bool is_table_name(std::string_view name) {
    auto const parts = split(name, '.');
    return parts.size() <= table_parts_max && name.find_first_of("\r\n") == name.npos &&
           std::ranges::none_of(parts, [](auto part) { return trim(part).empty(); });
}

// One statement that reads: whether it does nothing else is for the database to say.
bool is_one_select(std::string_view query) {
    std::string start(query.substr(0, std::string_view("select ").size()));
    std::ranges::transform(start, start.begin(), [](unsigned char c) { return std::tolower(c); });
    auto const reads = start.starts_with("select") || start.starts_with("with");
    return reads && query.find(';') == std::string_view::npos;
}

std::string without_end(std::string_view query) {
    query = trim(query);
    while (query.ends_with(';')) query = trim(query.substr(0, query.size() - 1));
    return std::string(query);
}

}  // namespace

std::string Source::name() const {
    if (connection.empty()) return file;
    if (!table.empty()) return connection + "/" + table;
    return connection + "/query-" + crypto::sha256_hex(query).substr(0, 8);
}

void read_connection_source(pack::Reader& reader, Resource const& resource, Source& source) {
    source.connection = reader.required_text("connection");
    source.table = reader.text("table");
    source.query = without_end(reader.text("query"));
    source.since = reader.text("since");
    if (!is_connection_name(source.connection))
        reader.problem("connection", "catalog.connection",
                       fmt::format("连接名“{}”不合规", source.connection),
                       "写连接配置文件里的名称，只用小写字母、数字和下划线");
    if (source.table.empty() == source.query.empty())
        reader.problem("connection", "catalog.connection", "来自连接的来源要写 table 或 query 之一",
                       "如 table: public.insurance，或 query: \"SELECT …\"");
    if (!source.table.empty() && !is_table_name(source.table))
        reader.problem("table", "catalog.connection_table",
                       fmt::format("表名“{}”不合规", source.table),
                       "写成 表 或 模式.表；名称里有点的表请用 query");
    if (!source.query.empty() && !is_one_select(source.query))
        reader.problem("query", "catalog.connection_query", "query 只能是一条 SELECT 或 WITH 语句",
                       "去掉分号和修改数据的语句；连接只用来读");
    if (source.query.size() > query_bytes_max)
        reader.problem("query", "catalog.connection_query",
                       fmt::format("query 超过 {} 字节", query_bytes_max), "请对方建一个视图");
    if (!source.since.empty() && resource.absent == Absent::ended)
        reader.problem("since", "catalog.extract", "增量读取时没有读到的行不能视为终止",
                       "去掉 since，或去掉 absent: ended");
    for (auto const* const key : {"file", "sheet", "header", "encoding", "delimiter"})
        if (reader.node(key))
            reader.problem(key, "catalog.connection", fmt::format("{} 只用于文件来源", key),
                           "删去它；文件另写一个来源");
}

void check_connection_sources(pack::Reader& reader, Resource const& resource) {
    std::set<std::string> names;
    for (auto const& source : resource.sources)
        if (!source.connection.empty() && !names.insert(source.name()).second)
            reader.problem("sources", "pack.duplicate_name",
                           fmt::format("来源“{}”写了两次", source.name()), "删去一个");
    // The watermark would tell the number, and outlive an erasure.
    for (auto const& source : resource.sources)
        for (auto const& mapping : source.columns)
            if (!source.since.empty() && matches_wildcard(source.since, mapping.column) &&
                std::ranges::any_of(resource.subject.number, [&](auto number) {
                    return resource.fields[number].name == mapping.field;
                }))
                reader.problem("sources", "catalog.connection",
                               fmt::format("since 不能是主体的号码“{}”", source.since),
                               "用更新时间或序号");
    if (names.size() > 1 && resource.absent == Absent::ended)
        reader.problem("absent", "catalog.extract",
                       "几个连接来源各是全量时，一个来源没有的行不能视为终止",
                       "去掉 absent: ended，或用一个 query 合并");
}

}  // namespace jutong::catalog
