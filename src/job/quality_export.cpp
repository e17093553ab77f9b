#include "job/quality_export.h"

#include <fmt/format.h>

#include "base/file.h"
#include "job/quality.h"
#include "job/quality_examples.h"

namespace jutong::job {

namespace {

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string out = "\"";
    for (auto const c : text) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

}  // namespace

Result<std::string> quality_csv(Workplace& workplace, std::string const& resource) {
    std::string out =
        "\xEF\xBB\xBFresource,title,provider,score,rule,rule_title,field,indicator,dimension,a,b,"
        "rate\r\n";
    for (auto const& quality : TRY(quality_of(workplace, resource))) {
        RuleBook const book(*workplace.catalog().find_resource(quality.resource));
        for (auto const& m : quality.measures)
            out += fmt::format(
                "{},{},{},{:.4f},{},{},{},{},{},{},{},{}\r\n", csv_cell(quality.resource),
                csv_cell(quality.title), csv_cell(quality.provider), quality.score,
                csv_cell(m.rule), csv_cell(book.title(m.rule)), csv_cell(m.field), m.indicator,
                governance::to_string(m.dimension), m.a, m.b,
                m.b == 0
                    ? ""
                    : fmt::format("{:.6f}", static_cast<double>(m.a) / static_cast<double>(m.b)));
    }
    return out;
}

Done write_quality_csv(Workplace& workplace, std::string const& resource,
                       std::filesystem::path const& file) {
    auto const text = TRY(quality_csv(workplace, resource));
    return write_file(file, text);
}

}  // namespace jutong::job
