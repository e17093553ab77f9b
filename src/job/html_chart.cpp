// Charts as inline SVG: nothing is fetched, and colours follow the page's.
#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "job/html.h"

namespace jutong::job {

namespace {

constexpr double line_width = 720, line_height = 200, left = 44, right = 56, top = 16, bottom = 34;
constexpr double web_size = 300, web_radius = 96;
constexpr std::size_t labels_max = 8;

std::string text_at(double x, double y, std::string_view anchor, std::string_view text,
                    std::string_view more = "") {
    return fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"var(--soft)\" {}>{}</text>", x,
        y, anchor, more, text);
}

std::string begin(double width, double height, std::string_view title) {
    return fmt::format(
        "<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {:.0f} {:.0f}\" width=\"{:.0f}\" "
        "style=\"max-width:100%;height:auto\" font-size=\"11\"><title>{}</title>",
        html_text(title), width, height, width, html_text(title));
}

}  // namespace

std::string svg_line(std::vector<ChartPoint> const& points, std::string_view title) {
    if (points.empty()) return {};
    auto low = 100.0;
    for (auto const& point : points) low = std::min(low, point.value);
    low = std::max(0.0, std::floor((low - 1) / 5) * 5);
    auto const x_of = [&](std::size_t i) {
        auto const steps = static_cast<double>(std::max<std::size_t>(1, points.size() - 1));
        return left + (line_width - left - right) * static_cast<double>(i) / steps;
    };
    auto const y_of = [&](double value) {
        return top + (line_height - top - bottom) * (100 - value) / (100 - low);
    };
    auto out = begin(line_width, line_height, title);
    for (auto const value : {low, (low + 100) / 2, 100.0})
        out += fmt::format(
                   "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" "
                   "stroke=\"var(--line)\"/>",
                   left, line_width - right, y_of(value)) +
               text_at(left - 6, y_of(value) + 4, "end", fmt::format("{:g}", value));
    std::string path;
    for (std::size_t i = 0; i < points.size(); ++i)
        path += fmt::format("{}{:.1f},{:.1f}", i == 0 ? "" : " ", x_of(i), y_of(points[i].value));
    out += fmt::format(
        "<polyline points=\"{}\" fill=\"none\" stroke=\"var(--accent)\" stroke-width=\"2\"/>",
        path);
    auto const step = (points.size() + labels_max - 1) / labels_max;
    for (std::size_t i = 0; i < points.size(); ++i) {
        auto const& point = points[i];
        out += fmt::format(
            "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"var(--accent)\"><title>{} "
            "{:.2f}</title></circle>",
            x_of(i), y_of(point.value), html_text(point.label), point.value);
        if ((points.size() - 1 - i) % step == 0)
            out += text_at(x_of(i), line_height - 12, "middle", html_text(point.label));
    }
    out += text_at(x_of(points.size() - 1) + 8, y_of(points.back().value) + 4, "start",
                   fmt::format("{:.1f}", std::floor(points.back().value * 10) / 10),
                   "font-weight=\"600\"");
    return out + "</svg>";
}

std::string svg_web(std::vector<ChartPoint> const& points, std::string_view title) {
    if (points.empty()) return {};
    auto const middle = web_size / 2;
    auto const at = [&](std::size_t i, double share) {
        auto const angle =
            2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(points.size()) -
            std::numbers::pi / 2;
        return std::pair(middle + web_radius * share * std::cos(angle),
                         middle + web_radius * share * std::sin(angle));
    };
    auto const ring = [&](auto share_of) {
        std::string path;
        for (std::size_t i = 0; i < points.size(); ++i) {
            auto const [x, y] = at(i, share_of(i));
            path += fmt::format("{}{:.1f},{:.1f}", i == 0 ? "" : " ", x, y);
        }
        return path;
    };
    auto out = begin(web_size, web_size, title);
    for (auto const share : {0.25, 0.5, 0.75, 1.0})
        out += fmt::format("<polygon points=\"{}\" fill=\"none\" stroke=\"var(--line)\"/>",
                           ring([=](std::size_t) { return share; }));
    for (std::size_t i = 0; i < points.size(); ++i) {
        auto const [x, y] = at(i, 1);
        out += fmt::format(
            "<line x1=\"{0}\" y1=\"{0}\" x2=\"{1:.1f}\" y2=\"{2:.1f}\" "
            "stroke=\"var(--line)\"/>",
            middle, x, y);
        auto const [tx, ty] = at(i, 1.2);
        auto const* const anchor = std::abs(tx - middle) < 5 ? "middle"
                                   : tx > middle             ? "start"
                                                             : "end";
        out += text_at(tx, ty, anchor, html_text(points[i].label));
        out += text_at(tx, ty + 13, anchor,
                       fmt::format("{:.1f}", std::floor(points[i].value * 10) / 10),
                       "font-weight=\"600\"");
    }
    out += fmt::format(
        "<polygon points=\"{}\" fill=\"var(--accent)\" fill-opacity=\".18\" "
        "stroke=\"var(--accent)\" stroke-width=\"2\"/>",
        ring([&](std::size_t i) { return points[i].value / 100; }));
    return out + "</svg>";
}

std::string svg_bars(std::vector<ChartPoint> const& points, ChartMark const& mark,
                     std::string_view title) {
    if (points.empty()) return {};
    auto most = 1.0;
    for (auto const& point : points) most = std::max(most, point.value);
    auto const step = (line_width - left - right) / static_cast<double>(points.size());
    auto const floor = line_height - bottom;
    auto out = begin(line_width, line_height, title);
    out += fmt::format(
               "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"var(--line)\"/>",
               left, line_width - right, floor) +
           text_at(left - 6, top + 4, "end", fmt::format("{:.0f}", most));
    auto const labelled = (points.size() + labels_max - 1) / labels_max;
    for (std::size_t i = 0; i < points.size(); ++i) {
        auto const height = (floor - top) * points[i].value / most;
        auto const x = left + step * static_cast<double>(i);
        out += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
            "fill=\"var(--accent)\"><title>{} {:.0f}</title></rect>",
            x + 1, floor - height, std::max(1.0, step - 2), height, html_text(points[i].label),
            points[i].value);
        if (i % labelled == 0)
            out += text_at(x + step / 2, line_height - 16, "middle", html_text(points[i].label));
    }
    if (mark.place >= 0) {
        auto const x = left + step * mark.place;
        out += fmt::format(
                   "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2:.1f}\" "
                   "stroke=\"var(--bad)\" stroke-dasharray=\"4 3\"/>",
                   x, top, floor) +
               text_at(x + 4, top + 10, "start", html_text(mark.label));
    }
    return out + "</svg>";
}

}  // namespace jutong::job
