// Pieces of a self-contained HTML page. For the sources of this module alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jutong::job {

// Text with the characters that HTML reads otherwise written out.
std::string html_text(std::string_view text);

// 2,318 万 for large numbers, with the exact figure on hover.
std::string html_number(std::int64_t value);

// 97.3, with a bar and a colour and a word for how good it is.
std::string html_score(double score);

// A bar of `share` (0..1) of the width, labelled.
std::string html_bar(double share, std::string_view label);

// A figure and what it is: one of a row of <div class="tiles">.
std::string html_tile(std::string_view value, std::string_view what);

struct HtmlTable {
    std::vector<std::string> heads;
    std::vector<std::vector<std::string>> rows;  // cells are HTML
    std::string numeric;                         // for each column: 'n' number, 't' text
};
std::string html_table(HtmlTable const& table);

// Charts as inline SVG that take the page's colours. Values are 0..100; those of columns any.
struct ChartPoint {
    std::string label;
    double value = 0;
};
// A line through the points, the last one labelled with its value.
std::string svg_line(std::vector<ChartPoint> const& points, std::string_view title);
// A web with an axis for each point.
std::string svg_web(std::vector<ChartPoint> const& points, std::string_view title);

// Columns from left to right; `mark` is the place of a line between them, as 2.5, labelled.
struct ChartMark {
    double place = -1;  // none
    std::string label;
};
std::string svg_bars(std::vector<ChartPoint> const& points, ChartMark const& mark,
                     std::string_view title);

// The page around `body`: style, title, nothing from another host.
// `more_style` follows the shared style.
std::string html_page(std::string_view title, std::string_view body,
                      std::string_view more_style = {});

}  // namespace jutong::job
