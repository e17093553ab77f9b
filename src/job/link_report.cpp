#include "job/link_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "job/html.h"
#include "job/link_words.h"

namespace jutong::job {

namespace {

using linkage::Linked;
using linkage::Records;

std::string_view title_of(linkage::Kind kind) {
    constexpr std::array<std::string_view, linkage::kinds.size()> titles = {
        "名称", "长文本", "号码", "数", "日期", "类别", "单位名称"};
    static_assert(!titles.back().empty());
    return titles[static_cast<std::size_t>(kind)];
}

std::string_view title_of(linkage::Use use) {
    constexpr std::array<std::string_view, 6> titles = {
        "比较",           "不比较：全空",          "不比较：只有一个值", "不比较：几乎都是同一个值",
        "不比较：顺序号", "不比较：其他列说得更多"};
    return titles[static_cast<std::size_t>(use)];
}

std::string count(auto number) { return html_number(static_cast<std::int64_t>(number)); }

class Page {
public:
    Page(Records const& records, Linked const& linked, linkage::Options const& options,
         Survey const& survey)
        : records_(records), linked_(linked), options_(options), survey_(survey) {
        std::map<linkage::Row, std::size_t> rows_of;
        for (auto const cluster : linked.clusters) ++rows_of[cluster];
        clusters_ = rows_of.size();
        for (auto const& [cluster, rows] : rows_of) ++clusters_of_size_[rows];
    }

    std::string text() const {
        std::vector<std::string> sources;
        for (auto const& source : records_.sources) sources.push_back(html_text(source.name));
        auto body = fmt::format(
            "<h1>主体识别报告</h1><p class=\"soft\">{}</p><p class=\"lead\">{} 行，识别为 {} "
            "个主体；{} 条连接。</p><div class=\"tiles\">{}{}{}{}</div>",
            fmt::join(sources, "、"), count(records_.ids.size()), count(clusters_),
            count(linked_.links.size()), html_tile(count(records_.sources.size()), "输入"),
            html_tile(count(linked_.pairs_compared), "比较的对"),
            html_tile(count(std::llround(linked_.estimate.matches)), "预计相同的对"),
            html_tile(
                linked_.fields.empty() ? "—" : fmt::format("{:.1f}%", 100 * linked_.cluster.alone),
                "预计没有同伴的行"));
        body += "<h2>比较了什么</h2>" + columns();
        body +=
            "<h2>各级相似值多少</h2><p class=\"soft\">权重是以 2 为底的对数：每 1 比特，"
            "是同一主体的机会翻一倍；相等的值越少见，另外再加。</p>" +
            levels();
        body += "<h2>连接的权重</h2>" + weights();
        body += "<h2>分块</h2>" + blocking();
        body += "<h2>主体的行数</h2>" + sizes();
        body +=
            "<h2>守则</h2><p class=\"soft\">够好却没有连上的对，逐条列在 "
            "guards.parquet。</p>" +
            guards();
        return html_page("主体识别报告", body);
    }

private:
    std::string columns() const {
        HtmlTable table{
            {"列", "用途", "比较方式", "数据元", "有值的行", "不同的值", "信息（比特）"},
            {},
            "ttttnnn"};
        for (auto const& use : linked_.columns) {
            auto const* const seen = survey_.find(use.name);
            auto const is_compared = use.use == linkage::Use::compared;
            auto const* const element = seen == nullptr ? nullptr : seen->element;
            table.rows.push_back(
                {html_text(title_of_column(survey_, use.name)), std::string(title_of(use.use)),
                 is_compared ? std::string(title_of(use.kind)) : "",
                 element == nullptr
                     ? ""
                     : fmt::format("{} <span class=\"soft\">{:.0f}%</span>",
                                   html_text(element->title()), 100 * seen->confidence),
                 count(use.filled), count(use.values), fmt::format("{:.1f}", use.information)});
        }
        return html_table(table);
    }

    std::string levels() const {
        HtmlTable table{{"列", "相似程度", "同一主体 m", "不同主体 u", "权重"}, {}, "ttnnt"};
        constexpr double full = 16;  // bits: a whole bar
        for (std::size_t i = 0; i < linked_.comparisons.size(); ++i) {
            for (std::size_t l = 0; l < linked_.comparisons[i].levels; ++l) {
                auto const bits = linked_.classes.front().bits[i][l];
                auto const label = fmt::format("<span class=\"{}\">{:+.1f}</span>",
                                               bits < 0 ? "bad" : "good", bits);
                table.rows.push_back(
                    {l == 0 ? html_text(title_of_column(survey_, linked_.fields[i].column().name))
                            : "",
                     level_title(linked_.level_name(i, l)),
                     fmt::format("{:.4f}", linked_.classes.front().shares[i][l]),
                     fmt::format("{:.2g}", linked_.strangers[i][l]),
                     html_bar(std::abs(bits) / full, label)});
            }
        }
        return html_table(table);
    }

    std::string weights() const {
        std::size_t last = 0;
        for (std::size_t i = 0; i < linked_.weighed.size(); ++i)
            if (linked_.weighed[i] > 0) last = i;
        std::vector<ChartPoint> weighed, accepted;
        for (std::size_t i = 0; i <= last; ++i) {
            auto const label = fmt::format("{}", linkage::weight_bits_min + static_cast<int>(i));
            weighed.push_back({label, static_cast<double>(linked_.weighed[i])});
            accepted.push_back({label, static_cast<double>(linked_.linked[i])});
        }
        auto const threshold = options_.one_to_one
                                   ? std::log2(std::max(1e-9, linked_.cluster.alone))
                                   : static_cast<double>(options_.limits.core_min);
        ChartMark const mark{
            std::clamp(threshold - linkage::weight_bits_min, 0.0, static_cast<double>(last + 1)),
            fmt::format("门限 {:.1f}", threshold)};
        return fmt::format(
            "<p class=\"soft\">横轴是权重（比特）。上：可能相同的对；下：在同一主体里的连接。{}</p>"
            "{}{}",
            options_.one_to_one
                ? "门限由预计没有同伴的行估计。"
                : fmt::format("门限以上先连成核心；其余的行，后验概率到 {:.2f} 才并入。",
                              options_.limits.attach_min),
            svg_bars(weighed, mark, "可能相同的对"), svg_bars(accepted, mark, "连接"));
    }

    std::string blocking() const {
        auto const& b = linked_.blocking;
        if (b.all_pairs)
            return fmt::format("<p>行数不多，每一对都比较：{} 对。</p>", count(b.pairs_max));
        HtmlTable const table{
            {"项", "数"},
            {{"块", count(b.blocks)},
             {"块里的对（重复的也算）", count(b.pairs_max)},
             {"一块至多有行", count(b.block_rows_max)},
             {"更大、按两个键再分的块", count(b.blocks_split)},
             {"两个键的块至多有行", count(b.combined_rows_max)},
             {"仍过大而略去的块", count(b.blocks_left_out)},
             {"不在任何块里的行", count(b.rows_without_block)},
             {"比较的对", count(linked_.pairs_compared)},
             {"值得细看的对", count(linked_.pairs_kept)},
             {"同一主体的对中比较到的（估计，召回率的上限）",
              linked_.recall_max ? fmt::format("{:.2f} %", *linked_.recall_max * 100) : "—"}},
            "tn"};
        return html_table(table);
    }

    std::string sizes() const {
        constexpr std::size_t sizes_shown = 20;
        HtmlTable table{{"行数", "主体"}, {}, "nn"};
        std::size_t more = 0;
        for (auto const& [rows, clusters] : clusters_of_size_) {
            if (table.rows.size() < sizes_shown)
                table.rows.push_back({count(rows), count(clusters)});
            else
                more += clusters;
        }
        if (more > 0) table.rows.push_back({"更多", count(more)});
        table.rows.push_back({"最大", clusters_of_size_.empty()
                                          ? "—"
                                          : count(clusters_of_size_.rbegin()->first) + " 行"});
        return html_table(table);
    }

    std::string guards() const {
        std::vector<std::string> names;
        for (auto const& guard : linked_.guards)
            names.push_back(
                html_text(title_of_column(survey_, records_.columns[guard.column].name)));
        auto const& c = linked_.cluster;
        HtmlTable const table{
            {"守则", "没有连上的对"},
            {{names.empty() ? "号码不同：没有一列认定是主体的号码"
                            : fmt::format("号码不同且都有效（{}）", fmt::join(names, "、")),
              count(c.numbers_kept_apart)},
             {"弱桥：两组整体不像", count(c.bridges_cut)},
             {fmt::format("一个主体至多 {} 行", options_.limits.rows_max), count(c.sizes_kept)},
             {"一对一：另有更好的同伴", count(c.taken)}},
            "tn"};
        return html_table(table);
    }

    Records const& records_;
    Linked const& linked_;
    linkage::Options const& options_;
    Survey const& survey_;
    std::size_t clusters_ = 0;
    std::map<std::size_t, std::size_t> clusters_of_size_;
};

}  // namespace

std::string title_of_column(Survey const& survey, std::string const& name) {
    auto const* const seen = survey.find(name);
    return seen == nullptr ? name : seen->title;
}

Done write_link_report(Records const& records, Linked const& linked,
                       linkage::Options const& options, Survey const& survey,
                       std::filesystem::path const& file) {
    return write_file(file, Page(records, linked, options, survey).text());
}

}  // namespace jutong::job
