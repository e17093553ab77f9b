#include "job/report.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "job/html.h"
#include "job/quality.h"

namespace jutong::job {

namespace {

using lake::quoted_name;

constexpr std::size_t reasons_shown = 25;
constexpr std::size_t differences_shown = 20;

struct LibraryState {
    catalog::Library const* library = nullptr;
    std::int64_t rows = 0, subjects = 0, broken = 0, mended = 0, linked = 0, unlinked = 0,
                 conflicts = 0;
    std::vector<std::pair<std::string, std::int64_t>>
        coverage;  // resource and the subjects it gives values to
};

std::int64_t number(lake::Cell const& cell) { return cell ? std::stoll(*cell) : 0; }

Result<std::vector<LibraryState>> libraries_of(Workplace& workplace) {
    auto session = TRY(workplace.lake().session());
    std::vector<LibraryState> states;
    for (auto const& library : workplace.catalog().libraries) {
        auto const last = TRY(
            session.query("SELECT rows, subjects, broken, mended, linked, unlinked, conflicts FROM "
                          "meta.fusion WHERE library = $1 ORDER BY fused_at DESC LIMIT 1",
                          {library.name}));
        if (last.rows.empty()) continue;
        auto const& row = last.rows[0];
        LibraryState state{&library,       number(row[0]), number(row[1]),
                           number(row[2]), number(row[3]), number(row[4]),
                           number(row[5]), number(row[6]), {}};
        auto const coverage =
            TRY(session.query(fmt::format("SELECT resource, count(DISTINCT subject) AS n FROM "
                                          "origin.{} GROUP BY resource ORDER BY n DESC",
                                          quoted_name(library.name))));
        for (auto const& source : coverage.rows)
            state.coverage.emplace_back(*source[0], number(source[1]));
        states.push_back(std::move(state));
    }
    return states;
}

std::string title_of(Workplace const& workplace, std::string const& resource) {
    auto const* const found = workplace.catalog().find_resource(resource);
    return fmt::format("{} <code>{}</code>", found == nullptr ? "" : html_text(found->title),
                       html_text(resource));
}

std::string department_of(Workplace const& workplace, std::string const& name) {
    auto const* const found = workplace.catalog().find_department(name);
    return html_text(found == nullptr ? name : found->title);
}

std::string summary(std::vector<ResourceQuality> const& resources,
                    std::vector<LibraryState> const& libraries) {
    std::int64_t read = 0, accepted = 0, quarantined = 0, repaired = 0, subjects = 0, conflicts = 0;
    for (auto const& resource : resources) {
        read += resource.read;
        accepted += resource.accepted;
        quarantined += resource.quarantined;
        repaired += resource.repaired;
    }
    for (auto const& library : libraries) {
        subjects += library.subjects;
        conflicts += library.conflicts;
    }
    auto out = fmt::format(
        "<p class=\"lead\">{} 个资源的 {} 行进入数据湖，融合为 {} 个库的 {} 条可信记录；{} "
        "行未通过而被隔离，一行不丢。</p>",
        resources.size(), html_number(read), libraries.size(), html_number(subjects),
        html_number(quarantined));
    out += "<div class=\"tiles\">";
    for (auto const& [value, what] : {std::pair{read, "读入行"},
                                      {accepted, "接收行"},
                                      {quarantined, "隔离行"},
                                      {repaired, "修复行"},
                                      {subjects, "可信记录"},
                                      {conflicts, "部门间不一致的值"}})
        out += html_tile(html_number(value), what);
    return out + "</div>";
}

std::string library_section(Workplace const& workplace,
                            std::vector<LibraryState> const& libraries) {
    HtmlTable table{{"库", "来源行", "可信记录", "号码有误的行", "其中修复", "按其他信息关联",
                     "待关联的行", "不一致的值"},
                    {},
                    "tnnnnnnn"};
    for (auto const& state : libraries)
        table.rows.push_back({fmt::format("{} <code>{}</code>", html_text(state.library->title),
                                          state.library->name),
                              html_number(state.rows), html_number(state.subjects),
                              html_number(state.broken), html_number(state.mended),
                              html_number(state.linked), html_number(state.unlinked),
                              html_number(state.conflicts)});
    auto out = "<h2>每个号码一条可信记录</h2>" + html_table(table);
    out += "<h2>各库的值来自哪些部门</h2>";
    for (auto const& state : libraries) {
        HtmlTable coverage{{html_text(state.library->title), "给出过值的主体"}, {}, "tt"};
        for (auto const& [resource, subjects] : state.coverage) {
            auto const share = state.subjects > 0 ? static_cast<double>(subjects) /
                                                        static_cast<double>(state.subjects)
                                                  : 0;
            coverage.rows.push_back(
                {title_of(workplace, resource),
                 html_bar(share,
                          fmt::format("{}（{:.1f}%）", html_number(subjects), share * 100))});
        }
        out += html_table(coverage);
    }
    return out;
}

struct Difference {
    std::string resource, library, field;
    std::int64_t values = 0;
};

// Whose values differ from the golden ones, most first.
Result<std::vector<Difference>> differences_of(Workplace& workplace) {
    auto session = TRY(workplace.lake().session());
    std::string all;
    for (auto const& library : workplace.catalog().libraries)
        all += fmt::format("{}SELECT resource, {} AS library, field FROM meta.{}",
                           all.empty() ? "" : " UNION ALL ", lake::quoted_text(library.name),
                           quoted_name("others_" + library.name));
    std::vector<Difference> out;
    if (all.empty()) return out;
    auto const rows = TRY(session.query(
        fmt::format("SELECT resource, library, field, count(*) AS n FROM ({}) GROUP BY ALL "
                    "ORDER BY n DESC, resource, library, field LIMIT {}",
                    all, differences_shown)));
    for (auto const& row : rows.rows) out.push_back({*row[0], *row[1], *row[2], number(row[3])});
    return out;
}

std::string difference_section(Workplace const& workplace,
                               std::vector<Difference> const& differences) {
    HtmlTable table{{"提供部门", "资源", "库", "字段", "不一致的值"}, {}, "ttttn"};
    for (auto const& difference : differences) {
        auto const* const resource = workplace.catalog().find_resource(difference.resource);
        auto const* const library = workplace.catalog().find_library(difference.library);
        if (resource == nullptr || library == nullptr) continue;
        auto title = difference.field;
        for (auto const& field : library->fields)
            if (field.name == difference.field) title = field.title;
        table.rows.push_back({department_of(workplace, resource->provider),
                              title_of(workplace, difference.resource), html_text(library->title),
                              html_text(title), html_number(difference.values)});
    }
    return "<h2>请这些部门核对：与可信记录不一致的值</h2>" + html_table(table);
}

std::string quality_section(Workplace const& workplace, std::vector<ResourceQuality> resources) {
    std::ranges::stable_sort(resources, {}, &ResourceQuality::score);
    HtmlTable table{
        {"资源", "提供部门", "读入", "接收", "隔离", "标记", "修复", "得分"}, {}, "ttnnnnnn"};
    constexpr std::array dimensions = {
        governance::Dimension::norm,     governance::Dimension::complete,
        governance::Dimension::accurate, governance::Dimension::consistent,
        governance::Dimension::timely,   governance::Dimension::accessible};
    for (auto const dimension : dimensions) {
        table.heads.emplace_back(governance::title_of(dimension));
        table.numeric += 'n';
    }
    for (auto const& r : resources) {
        std::vector<std::string> row = {title_of(workplace, r.resource),
                                        department_of(workplace, r.provider),
                                        html_number(r.read),
                                        html_number(r.accepted),
                                        html_number(r.quarantined),
                                        html_number(r.flagged),
                                        html_number(r.repaired),
                                        html_score(r.score)};
        for (auto const dimension : dimensions) {
            auto const found = std::ranges::find(r.dimensions, governance::to_string(dimension),
                                                 &std::pair<std::string, double>::first);
            row.push_back(found == r.dimensions.end() ? "—" : fmt::format("{:.1f}", found->second));
        }
        table.rows.push_back(std::move(row));
    }
    return "<h2>先改哪一张表：得分从低到高</h2>" + html_table(table) +
           "<p class=\"soft\">得分按 GB/T 36344-2018 的维度加权，每项为 "
           "A/B；尚未测量的维度不计。</p>";
}

std::string reason_section(Workplace const& workplace, std::vector<TallyRow> const& tallies) {
    std::map<std::string, std::string_view> const words = {
        {"reject", "隔离"}, {"flag", "标记"}, {"repair", "修复"}};
    HtmlTable table{{"处置", "原因", "资源", "字段", "行"}, {}, "ttttn"};
    for (auto const& tally : tallies) {
        if (table.rows.size() == reasons_shown) break;
        table.rows.push_back({std::string(words.at(tally.verdict)),
                              fmt::format("<code>{}</code>", html_text(tally.reason)),
                              title_of(workplace, tally.resource), html_text(tally.field),
                              html_number(tally.rows)});
    }
    return fmt::format("<h2>最常见的 {} 种问题与修复</h2>", table.rows.size()) + html_table(table);
}

}  // namespace

Result<fs::path> write_report(Workplace& workplace, std::int64_t run) {
    auto const resources = TRY(quality_of(workplace, ""));
    auto const libraries = TRY(libraries_of(workplace));
    auto const tallies = TRY(tallies_of(workplace, ""));
    std::string packs;
    for (auto const& pack : workplace.catalog().packs)
        packs += fmt::format(" {} {}", html_text(pack.title), html_text(pack.version));
    auto body = fmt::format(
        "<h1>聚通 · 主任务报告</h1><p class=\"soft\">第 {} 次运行 · {} · 内容包：{}</p>", run,
        iso_time(workplace.clock().now()), packs);
    body += summary(resources, libraries);
    body += library_section(workplace, libraries);
    body += quality_section(workplace, resources);
    body += difference_section(workplace, TRY(differences_of(workplace)));
    body += reason_section(workplace, tallies);
    auto path = workplace.settings().data / "reports" / fmt::format("run-{}.html", run);
    TRY(write_file(path, html_page("聚通 · 主任务报告", body)));
    return path;
}

}  // namespace jutong::job
