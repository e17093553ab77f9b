#include "job/quality_notice.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "job/html.h"
#include "job/quality.h"
#include "job/quality_examples.h"
#include "job/working_days.h"

namespace jutong::job {

namespace {

constexpr int examples_per_rule = 3;

// A4, as letters of offices are: black on white, whatever the screen prefers.
constexpr std::string_view notice_style = R"(
:root{--ink:#111;--soft:#444;--line:#999;--ground:#fff;--band:#f5f5f5;color-scheme:light}
body{max-width:210mm;padding:24mm 20mm;font:14px/1.75 "FangSong","仿宋","Noto Serif CJK SC",
"Noto Sans CJK SC",serif;color:#111;background:#fff}
h1{text-align:center;font-size:24px;letter-spacing:.1em;margin-bottom:16px}
h2{font-size:16px;border:0;margin:20px 0 6px;padding:0;break-after:avoid}
.no{text-align:right}.to{font-weight:700}p.b{text-indent:2em;margin:6px 0}
.sign{text-align:right;margin-top:36px;break-inside:avoid}
table{font-size:12px;line-height:1.5}th,td{border:1px solid #999;padding:4px 6px;white-space:normal;
color:#111;overflow-wrap:anywhere}tr{break-inside:avoid}
.scroll{overflow:visible}code{color:#444}
@media print{@page{size:A4;margin:22mm 20mm}body{padding:0}}
)";

std::string chinese_date(Days day) {
    auto const date = to_civil(day);
    return fmt::format("{}年{}月{}日", date.year, date.month, date.day);
}

Days today_of(Workplace const& workplace) {
    constexpr Instant micros_a_day = 86'400'000'000, east_8 = 28'800'000'000;
    return static_cast<Days>((workplace.clock().now() + east_8) / micros_a_day);
}

std::string examples_cell(std::vector<Example> const& examples, std::string const& rule) {
    std::string out;
    for (auto const& example : examples) {
        if (example.rule != rule) continue;
        out += fmt::format("{}{} 第 {} 行", out.empty() ? "" : "<br>", html_text(example.file),
                           example.row);
        if (!example.key.empty()) out += fmt::format("，主键 {}", html_text(example.key));
        if (!example.value.empty()) out += fmt::format("，值“{}”", html_text(example.value));
    }
    return out;
}

class NoticeWriter {
public:
    NoticeWriter(Workplace& workplace, catalog::Department const& department)
        : workplace_(workplace), department_(department) {
        auto const& settings = workplace.settings();
        auto const calendar = WorkingDays::of_packs(pack_folders(settings));
        today_ = today_of(workplace);
        deadline_ = calendar.after(today_, workplace.catalog().measure.correction_days);
        notice_.department = department.name;
        notice_.title = department.title;
        notice_.deadline = iso_date(deadline_.day);
        notice_.is_provisional = deadline_.is_provisional;
    }

    Result<std::string> page() {
        auto const all = TRY(quality_of(workplace_, ""));
        std::string resources;
        for (auto const& quality : all)
            if (quality.provider == department_.name) resources += TRY(section(quality));
        if (notice_.rules == 0)
            return fail(Code::not_found, "quality.nothing_to_mend",
                        "Nothing fails in the resources of " + department_.name);
        return html_page("数据质量整改通知", head() + resources + foot(), notice_style);
    }

    // What page() would tell, for the list of all.
    void count(std::vector<ResourceQuality> const& all) {
        for (auto const& quality : all) {
            if (quality.provider != department_.name) continue;
            for (auto const& measure : quality.measures) {
                if (measure.a >= measure.b) continue;
                ++notice_.rules;
                notice_.failures += measure.b - measure.a;
            }
        }
    }

    Notice const& notice() const { return notice_; }

private:
    Result<std::string> section(ResourceQuality const& quality) {
        auto const& resource = *workplace_.catalog().find_resource(quality.resource);
        RuleBook const book(resource);
        std::vector<governance::Measure> failing;
        for (auto const& measure : quality.measures)
            if (measure.a < measure.b) failing.push_back(measure);
        if (failing.empty()) return std::string();
        std::ranges::stable_sort(failing, std::ranges::greater(),
                                 [](auto const& m) { return m.b - m.a; });
        auto const examples = TRY(examples_of(workplace_, resource, examples_per_rule));
        HtmlTable table{{"序号", "检查", "不合格 / 应评", "怎样改", "示例"}, {}, "ntntt"};
        for (auto const& measure : failing) {
            table.rows.push_back(
                {std::to_string(table.rows.size() + 1), html_text(book.title(measure.rule)),
                 fmt::format("{} / {}", fmt::group_digits(measure.b - measure.a),
                             fmt::group_digits(measure.b)),
                 html_text(book.remedy(measure.rule)), examples_cell(examples, measure.rule)});
            ++notice_.rules;
            notice_.failures += measure.b - measure.a;
        }
        ++sections_;
        return fmt::format("<h2>{}．{}（{}），得分 {:.1f}</h2>", sections_,
                           html_text(resource.title), html_text(resource.name),
                           std::floor(quality.score * 10) / 10) +
               html_table(table);
    }

    std::string head() const {
        auto const& measure = workplace_.catalog().measure;
        return fmt::format(
            "<h1>数据质量整改通知</h1><p class=\"no\">{}</p><p class=\"to\">{}：</p>"
            "<p class=\"b\">经按 GB/T 36344-2018 "
            "对你单位提供的信息资源进行质量评价，发现下列 {} 项检查有不合格，共 {} "
            "项次。{}请于{}（自通知次日起 {} "
            "个工作日，当日 24 时止）前核实、更正，并重新报送有关文件。{}</p>",
            chinese_date(today_), html_text(department_.title), notice_.rules,
            fmt::group_digits(notice_.failures),
            measure.basis.empty() ? "" : "依据" + html_text(measure.basis) + "，",
            chinese_date(deadline_.day), measure.correction_days,
            deadline_.is_provisional
                ? "该年度的放假安排尚未公布，期限暂按周末推算，公布后重新计算。"
                : "");
    }

    std::string foot() const {
        auto const& authority = workplace_.catalog().measure.authority;
        return fmt::format(
            "<p "
            "class=\"b\">示例中的个人信息已作遮盖；文件名和行号与你单位报送的文件一致，可据此查到原"
            "行。</p><p class=\"sign\">{}<br>{}</p>",
            html_text(authority), chinese_date(today_));
    }

    Workplace& workplace_;
    catalog::Department const& department_;
    Notice notice_;
    Days today_ = 0;
    WorkingDays::Deadline deadline_{};
    int sections_ = 0;
};

}  // namespace

namespace {

Result<catalog::Department const*> department_named(Workplace const& workplace,
                                                    std::string const& name) {
    if (auto const* const found = workplace.catalog().find_department(name)) return found;
    return fail(Code::not_found, "catalog.unknown_department",
                "There is no department " + name + "; see jutong pack show departments");
}

}  // namespace

Result<Notice> write_notice(Workplace& workplace, std::string const& department,
                            std::filesystem::path const& file) {
    auto const* const found = TRY(department_named(workplace, department));
    NoticeWriter writer(workplace, *found);
    auto const page = TRY(writer.page());
    TRY(write_file(file, page));
    auto notice = writer.notice();
    notice.file = file.string();
    return notice;
}

Result<std::string> notice_page(Workplace& workplace, std::string const& department) {
    auto const* const found = TRY(department_named(workplace, department));
    return NoticeWriter(workplace, *found).page();
}

Result<std::vector<Notice>> notices_of(Workplace& workplace) {
    auto const all = TRY(quality_of(workplace, ""));
    std::vector<Notice> notices;
    for (auto const& department : workplace.catalog().departments) {
        NoticeWriter writer(workplace, department);
        writer.count(all);
        if (writer.notice().rules > 0) notices.push_back(writer.notice());
    }
    return notices;
}

Result<std::vector<Notice>> write_notices(Workplace& workplace,
                                          std::filesystem::path const& folder) {
    TRY(make_folder(folder));
    std::vector<Notice> notices;
    for (auto const& department : workplace.catalog().departments) {
        auto notice =
            write_notice(workplace, department.name, folder / (department.name + ".html"));
        if (notice)
            notices.push_back(std::move(*notice));
        else if (notice.error().reason != "quality.nothing_to_mend")
            return fail(notice.error());
    }
    return notices;
}

}  // namespace jutong::job
