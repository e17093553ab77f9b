#include "job/html.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace jutong::job {

namespace {

constexpr std::string_view style = R"(
:root{--ink:#1c2733;--soft:#5c6b7a;--line:#dfe5ec;--ground:#fff;--band:#f5f7fa;--accent:#1f5fbf;
--good:#1f7a44;--fair:#a15c00;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf1;--soft:#9aa8b6;--line:#33404d;
--ground:#161c22;--band:#1d252d;--accent:#7fb0f5;--good:#5cc485;--fair:#e0a458;--bad:#f28b82}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:32px 24px 64px;font:14px/1.6 system-ui,
"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:var(--ink);
background:var(--ground)}
h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:40px 0 8px;padding-top:16px;
border-top:1px solid var(--line)}
.lead{font-size:17px;margin:8px 0 24px;max-width:46em}.soft{color:var(--soft);font-size:12px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:16px;margin:16px 0}
.tile{background:var(--band);border-radius:6px;padding:12px 16px}.tile b{display:block;
font-size:24px;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:600;color:var(--soft);font-size:12px;
border-bottom:1px solid var(--line);padding:6px 10px;white-space:nowrap}
td{border-bottom:1px solid var(--line);padding:5px 10px;vertical-align:middle}
.n{text-align:right}code{font:12px ui-monospace,Consolas,monospace;color:var(--soft)}
.bar{display:inline-block;height:9px;background:var(--accent);border-radius:2px;
vertical-align:middle;margin-right:8px;min-width:1px}
.track{display:inline-block;width:120px}
.good{color:var(--good)}.fair{color:var(--fair)}.bad{color:var(--bad)}
@media print{body{max-width:none;padding:0}h2{break-after:avoid}.tile{border:1px solid var(--line)}}
)";

}  // namespace

std::string html_text(std::string_view text) {
    std::string out;
    for (auto const c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string html_tile(std::string_view value, std::string_view what) {
    return fmt::format("<div class=\"tile\"><b>{}</b>{}</div>", value, what);
}

std::string html_number(std::int64_t value) {
    constexpr std::int64_t wan = 10'000;
    constexpr std::int64_t yi = 100'000'000;
    if (value < 10 * wan) return fmt::format("{}", fmt::group_digits(value));
    auto const shown =
        value >= yi
            ? fmt::format("{:.2f} 亿", static_cast<double>(value) / static_cast<double>(yi))
            : fmt::format("{:.1f} 万", static_cast<double>(value) / static_cast<double>(wan));
    return fmt::format("<span title=\"{}\">{}</span>", fmt::group_digits(value), shown);
}

std::string html_score(double score) {
    constexpr double good_min = 98;
    constexpr double fair_min = 90;
    auto const* const grade = score >= good_min ? "good" : score >= fair_min ? "fair" : "bad";
    auto const* const word = score >= good_min ? "正常" : score >= fair_min ? "关注" : "异常";
    // Cut, not rounded: 100.0 means that nothing fails.
    return fmt::format("<span class=\"{}\">{:.1f} {}</span>", grade, std::floor(score * 10) / 10,
                       word);
}

std::string html_bar(double share, std::string_view label) {
    return fmt::format(
        "<span class=\"track\"><span class=\"bar\" style=\"width:{:.1f}%\"></span></span>{}",
        std::clamp(share, 0.0, 1.0) * 100, label);
}

std::string html_table(HtmlTable const& table) {
    std::string out = "<div class=\"scroll\"><table><thead><tr>";
    auto const class_of = [&](std::size_t i) {
        return i < table.numeric.size() && table.numeric[i] == 'n' ? " class=\"n\"" : "";
    };
    for (std::size_t i = 0; i < table.heads.size(); ++i)
        out += fmt::format("<th{}>{}</th>", class_of(i), table.heads[i]);
    out += "</tr></thead><tbody>";
    for (auto const& row : table.rows) {
        out += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            out += fmt::format("<td{}>{}</td>", class_of(i), row[i]);
        out += "</tr>\n";
    }
    return out + "</tbody></table></div>";
}

std::string html_page(std::string_view title, std::string_view body, std::string_view more_style) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title>"
        "<style>{}{}</style></head><body>\n{}\n</body></html>\n",
        html_text(title), style, more_style, body);
}

}  // namespace jutong::job
