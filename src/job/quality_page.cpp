// The quality report: one self-contained HTML page.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/file.h"
#include "job/html.h"
#include "job/quality.h"
#include "job/quality_examples.h"
#include "job/quality_export.h"

namespace jutong::job {

namespace {

using governance::Dimension;

constexpr std::size_t rules_shown = 40;
constexpr std::array dimensions = {Dimension::norm,     Dimension::complete,
                                   Dimension::accurate, Dimension::consistent,
                                   Dimension::timely,   Dimension::accessible};

constexpr std::string_view page_style = R"(
.charts{display:grid;grid-template-columns:minmax(280px,320px) 1fr;gap:24px;align-items:center}
.charts h3{font-size:13px;margin:0;color:var(--soft);font-weight:600}
td.h{text-align:right;min-width:58px}
.h0{background:rgba(179,38,30,.22)}.h1{background:rgba(161,92,0,.18)}
.h2{background:rgba(31,122,68,.10)}
@media(max-width:760px){.charts{grid-template-columns:1fr}}
@media print{@page{size:A4 landscape;margin:14mm}.charts{break-inside:avoid}tr{break-inside:avoid}
.scroll{overflow:visible}}
)";

std::string heat(double score) {
    constexpr double good_min = 98, fair_min = 90;
    auto const grade = score >= good_min ? 2 : score >= fair_min ? 1 : 0;
    return fmt::format("<td class=\"h h{}\">{:.1f}</td>", grade, std::floor(score * 10) / 10);
}

std::string change(std::optional<double> const& before, double now) {
    if (!before) return "";
    auto const difference = now - *before;
    constexpr double steady = 0.05;
    if (difference > steady) return fmt::format("<span class=\"good\">↑ {:.1f}</span>", difference);
    if (difference < -steady)
        return fmt::format("<span class=\"bad\">↓ {:.1f}</span>", -difference);
    return "<span class=\"soft\">→ 持平</span>";
}

std::string score_table(std::string_view head, std::vector<QualityScore> const& scores,
                        bool has_code) {
    auto out = fmt::format(
        "<div class=\"scroll\"><table><thead><tr><th>{}</th><th>得分</th><th></th>", head);
    for (auto const dimension : dimensions)
        out += fmt::format("<th class=\"n\">{}</th>", title_of(dimension));
    out += "<th class=\"n\">不合格项次</th></tr></thead><tbody>";
    for (auto const& score : scores) {
        out += fmt::format("<tr><td>{}{}</td><td>{}</td><td>{}</td>", html_text(score.title),
                           has_code && !score.name.empty()
                               ? fmt::format(" <code>{}</code>", html_text(score.name))
                               : "",
                           html_score(score.score), html_bar(score.score / 100, ""));
        for (auto const dimension : dimensions) {
            auto const found = std::ranges::find(score.dimensions, dimension,
                                                 &std::pair<Dimension, double>::first);
            out += found == score.dimensions.end() ? "<td class=\"h\">—</td>" : heat(found->second);
        }
        out += fmt::format("<td class=\"n\">{}</td></tr>\n", html_number(score.b - score.a));
    }
    return out + "</tbody></table></div>";
}

struct Failing {
    ResourceQuality const* resource;
    governance::Measure const* measure;
};

std::string rule_table(Workplace const& workplace, std::vector<ResourceQuality> const& resources) {
    std::vector<Failing> failing;
    for (auto const& resource : resources)
        for (auto const& measure : resource.measures)
            if (measure.a < measure.b) failing.push_back({&resource, &measure});
    std::ranges::stable_sort(failing, std::ranges::greater(),
                             [](Failing const& f) { return f.measure->b - f.measure->a; });
    auto const all = failing.size();
    if (failing.size() > rules_shown) failing.resize(rules_shown);
    HtmlTable table{
        {"资源", "规则", "指标", "维度", "合格 A", "应评 B", "不合格", "合格率"}, {}, "ttttnnnn"};
    for (auto const& [resource, measure] : failing) {
        RuleBook const book(*workplace.catalog().find_resource(resource->resource));
        auto const rate = static_cast<double>(measure->a) / static_cast<double>(measure->b);
        table.rows.push_back(
            {fmt::format("{} <code>{}</code>", html_text(resource->title),
                         html_text(resource->resource)),
             fmt::format("{} <code>{}</code>", html_text(book.title(measure->rule)),
                         html_text(measure->rule)),
             measure->indicator, std::string(title_of(measure->dimension)), html_number(measure->a),
             html_number(measure->b), html_number(measure->b - measure->a),
             fmt::format("{:.2f}%", std::floor(rate * 10'000) / 100)});
    }
    return fmt::format("<h2>先改哪一条：不合格最多的 {} 条规则（共 {} 条有不合格）</h2>",
                       failing.size(), all) +
           html_table(table);
}

std::string tiles(std::vector<ResourceQuality> const& resources, QualityScore const& total,
                  std::size_t rules) {
    std::int64_t read = 0, quarantined = 0;
    for (auto const& resource : resources) {
        read += resource.read;
        quarantined += resource.quarantined;
    }
    std::string out = "<div class=\"tiles\">";
    out += html_tile(html_score(total.score), "总得分 " + change(total.before, total.score));
    for (auto const& [value, what] :
         {std::pair{static_cast<std::int64_t>(resources.size()), "信息资源"},
          {static_cast<std::int64_t>(rules), "条规则"},
          {read, "读入行"},
          {quarantined, "隔离行"},
          {total.b - total.a, "不合格项次"}})
        out += html_tile(html_number(value), what);
    return out + "</div>";
}

std::string charts(std::vector<QualityScore> const& runs) {
    std::vector<ChartPoint> web, line;
    for (auto const& [dimension, score] : runs.back().dimensions)
        web.push_back({std::string(title_of(dimension)), score});
    for (auto const& run : runs)
        line.push_back({fmt::format("第{}次 {}", run.name, run.title.substr(5, 5)), run.score});
    return "<div class=\"charts\"><div><h3>六个维度</h3>" + svg_web(web, "六个维度的得分") +
           "</div><div><h3>历次运行的总得分</h3>" + svg_line(line, "历次运行的总得分") +
           "</div></div>";
}

}  // namespace

Result<std::string> quality_page(Workplace& workplace, std::string const& resource) {
    auto const resources = TRY(quality_of(workplace, resource));
    auto const runs = TRY(scores_by(workplace, QualityBy::run, resource));
    auto body = fmt::format(
        "<h1>数据质量报告</h1><p class=\"soft\">{} · 依据 GB/T 36344-2018 "
        "《信息技术 数据质量评价指标》，每项指标为 A/B</p>",
        iso_time(workplace.clock().now()));
    if (runs.empty()) {
        body += "<p class=\"lead\">还没有测量过任何数据。</p>";
        return html_page("数据质量报告", body, page_style);
    }
    std::size_t rules = 0;
    for (auto const& quality : resources) rules += quality.measures.size();
    body += tiles(resources, runs.back(), rules) + charts(runs);
    auto by_resource = TRY(scores_by(workplace, QualityBy::resource, resource));
    std::ranges::stable_sort(by_resource, {}, &QualityScore::score);
    auto by_department = TRY(scores_by(workplace, QualityBy::department, resource));
    std::ranges::stable_sort(by_department, {}, &QualityScore::score);
    body += "<h2>各部门</h2>" + score_table("部门", by_department, false);
    if (auto const by_city = TRY(scores_by(workplace, QualityBy::city, resource)); !by_city.empty())
        body +=
            "<h2>各市</h2><p class=\"soft\">按行所在的市统计；写明了所在市信息项的资源才计入。"
            "</p>" +
            score_table("市", by_city, true);
    body += "<h2>各信息资源</h2>" + score_table("资源", by_resource, true);
    body += rule_table(workplace, resources);
    return html_page("数据质量报告", body, page_style);
}

Done write_quality_page(Workplace& workplace, std::string const& resource,
                        std::filesystem::path const& file) {
    auto const text = TRY(quality_page(workplace, resource));
    return write_file(file, text);
}

}  // namespace jutong::job
