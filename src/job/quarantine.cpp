#include "job/quarantine.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "ingest/loading.h"
#include "ingest/source.h"
#include "ingest/table.h"
#include "job/personal.h"
#include "job/quality.h"
#include "job/quality_examples.h"

namespace jutong::job {

namespace {

using lake::quoted_name;
using lake::quoted_text;

constexpr std::int64_t rows_read_max = 5'000'000;  // of kept files that flagged rows are read from

// How the rows of one file are cut.
struct FileLayout {
    char delimiter = ',';
    std::vector<std::string> columns;
    std::vector<std::optional<std::size_t>> field_of_column;
};

class RowReader {
public:
    RowReader(Workplace& workplace, lake::Session& session, catalog::Resource const& resource,
              QuarantineFilter const& filter)
        : workplace_(workplace), session_(session), resource_(resource), filter_(filter) {
        has_personal_ = std::ranges::any_of(resource.fields,
                                            [](auto const& field) { return is_personal(field); });
    }

    Result<std::vector<QuarantineRow>> read() {
        auto const rows = TRY(find());
        TRY(read_flagged(rows));
        std::vector<QuarantineRow> out;
        for (auto const& one : rows.rows) out.push_back(TRY(row_of(one)));
        return out;
    }

private:
    using Marks = decltype(QuarantineRow::Reason::marks);
    enum Column : std::size_t { run, file, row, raw, reasons, fields, sha256, delimiter };

    Result<lake::Table> find() {
        auto const table = quoted_name(resource_.table());
        auto const reason = quoted_text(filter_.reason);
        auto const is_any = filter_.reason.empty();
        auto sql = fmt::format(
            "SELECT run, file, \"row\", raw, array_to_string(reasons, ',') AS reasons, "
            "array_to_string(fields, ',') AS fields FROM quarantine.{} WHERE {}",
            table, is_any ? "true" : fmt::format("list_contains(reasons, {})", reason));
        if (!is_any)
            sql += fmt::format(
                " UNION ALL SELECT run, file, \"row\", NULL, array_to_string(flags, ','), "
                "array_to_string(flag_fields, ',') FROM clean.{} WHERE list_contains(flags, {})",
                table, reason);
        return session_.query(fmt::format(
            "SELECT r.run, r.file, r.\"row\", raw, reasons, fields, sha256, delimiter FROM ({}) r "
            "JOIN (SELECT run, file, sha256, delimiter FROM meta.load WHERE load IN (SELECT "
            "max(load) FROM meta.load WHERE resource = {} GROUP BY file)) l ON l.run = r.run AND "
            "l.file = r.file ORDER BY raw IS NULL, r.file, r.\"row\" LIMIT {} OFFSET {}",
            sql, quoted_text(resource_.name), filter_.count, filter_.offset));
    }

    // Rows that were accepted stand in the kept files alone.
    Done read_flagged(lake::Table const& rows) {
        std::string places;
        for (auto const& found : rows.rows)
            if (!found[raw])
                places += fmt::format("{}({}, {}, {})", places.empty() ? "" : ", ", *found[run],
                                      quoted_text(*found[file]), *found[row]);
        if (places.empty()) return {};
        auto const read = TRY(session_.query(
            "SELECT coalesce(sum(read), 0) FROM meta.load WHERE resource = $1", {resource_.name}));
        if (std::stoll(*read.rows[0][0]) > rows_read_max) return {};
        auto const cells = session_.query(
            fmt::format("SELECT file, \"row\", unnest(cells) FROM raw.{} WHERE (run, file, "
                        "\"row\") IN ({})",
                        quoted_name(resource_.table()), places));
        if (!cells) return {};  // the file is not kept any more: the place of the row must do
        for (auto const& cell : cells->rows)
            flagged_[{*cell[0], *cell[1]}].push_back(cell[2].value_or(""));
        return {};
    }

    Result<QuarantineRow> row_of(std::vector<lake::Cell> const& found) {
        QuarantineRow out;
        out.run = std::stoll(*found[run]);
        out.row = std::stoll(*found[row]);
        out.file = *found[file];
        auto const& layout = layout_of(found);
        auto const names = split(*found[reasons], ','), places = split(*found[fields], ',');
        std::vector<std::string> cells;
        if (found[raw])
            cells = cells_of(*found[raw], layout, names);
        else
            cells = flagged_[{*found[file], *found[row]}];
        std::vector<std::string> text_of_field(resource_.fields.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            auto const is_named = cells.size() > 1 && i < layout.columns.size();
            auto const field = is_named ? layout.field_of_column[i] : std::nullopt;
            if (field) text_of_field[*field] = cells[i];
            out.raw.push_back({is_named ? layout.columns[i] : "",
                               field ? resource_.fields[*field].name : "", shown(field, cells[i])});
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            auto const name = std::string(names[i]);
            auto const field = i < places.size() ? std::string(places[i]) : "";
            auto const place = resource_.find(field);
            out.reasons.push_back(
                {name, field, place ? marks_of(name, text_of_field[*place]) : Marks{}});
        }
        for (std::size_t i = 0; i < resource_.fields.size(); ++i)
            out.parsed.push_back(value_of(i, text_of_field[i], out.reasons));
        return out;
    }

    std::vector<std::string> cells_of(std::string const& text, FileLayout const& layout,
                                      std::vector<std::string_view> const& names) const {
        auto const is_no_row = std::ranges::any_of(names, [](auto const name) {
            return name.starts_with("governance.row.") && !name.ends_with(".columns") &&
                   !name.ends_with(".shifted") && !name.ends_with(".formula");
        });
        if (is_no_row) return {text};
        Arena arena;
        std::vector<std::string_view> views;
        ingest::split_cells(text, layout.delimiter, views, arena);
        std::vector<std::string> cells;
        for (auto view : views) {
            if (view.starts_with(ingest::no_value)) view.remove_prefix(1);
            cells.emplace_back(view);
        }
        return cells;
    }

    QuarantineRow::Value value_of(std::size_t place, std::string const& text,
                                  std::vector<QuarantineRow::Reason> const& why) const {
        auto const& field = resource_.fields[place];
        QuarantineRow::Value out{field.name, {}, {}};
        for (auto const& reason : why)
            if (reason.field == field.name) out.reasons.push_back(reason.reason);
        auto const& missing = workplace_.catalog().measure.missing;
        if (std::ranges::find(missing, text) != missing.end()) return out;
        auto const value = field.element->normalise(text);
        if (!value) return out;
        auto const written = field.element->to_text(*value);
        out.value =
            filter_.is_revealed || !is_personal(field) ? written : masked(*field.element, written);
        return out;
    }

    // A column that gives no field may tell anything.
    std::string shown(std::optional<std::size_t> field, std::string const& text) const {
        if (filter_.is_revealed || text.empty()) return text;
        if (!field) return has_personal_ ? roughly_masked(text) : text;
        auto const& known = resource_.fields[*field];
        return is_personal(known) ? masked(*known.element, text) : text;
    }

    FileLayout const& layout_of(std::vector<lake::Cell> const& found) {
        auto const [known, is_new] = layouts_.try_emplace(*found[sha256]);
        auto& layout = known->second;
        if (!is_new) return layout;
        auto const sent = found[delimiter].value_or("");
        if (!sent.empty()) layout.delimiter = sent.front();
        auto const path = workplace_.kept().find(*found[sha256]);
        if (!path) return layout;
        auto const source = ingest::Source::open(*path, resource_, workplace_.lake());
        if (!source) return layout;
        auto const& opened = (*source)->layout();
        layout = {opened.format.delimiter, opened.columns, opened.field_of_column};
        return layout;
    }

    Workplace& workplace_;
    lake::Session& session_;
    catalog::Resource const& resource_;
    QuarantineFilter const& filter_;
    bool has_personal_ = false;
    std::map<std::string, FileLayout> layouts_;  // by the file's hash
    std::map<std::pair<std::string, std::string>, std::vector<std::string>>
        flagged_;  // cells by file and row
};

bool is_of_a_code(char32_t c) {
    return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
}

bool is_of_a_name(char32_t c) {
    constexpr char32_t first_beyond_ascii = 0x80;
    return c >= first_beyond_ascii || c == U' ' || (!(c >= U'0' && c <= U'9') && is_of_a_code(c));
}

}  // namespace

Result<std::vector<QuarantineReason>> quarantine_reasons(Workplace& workplace,
                                                         std::string const& resource,
                                                         std::string const& department) {
    std::vector<QuarantineReason> out;
    for (auto const& tally : TRY(tallies_of(workplace, resource))) {
        auto const* const known = workplace.catalog().find_resource(tally.resource);
        auto const is_rejected = tally.verdict == to_string(ingest::Verdict::reject);
        if (known == nullptr || tally.verdict == to_string(ingest::Verdict::repair)) continue;
        if (!department.empty() && known->provider != department) continue;
        RuleBook const book(*known);
        auto const rule = rule_of(tally.reason, tally.field);
        out.push_back({tally.resource, tally.reason, tally.field, is_rejected, tally.rows,
                       book.title(rule), book.remedy(rule)});
    }
    return out;
}

Result<std::vector<QuarantineRow>> quarantine_rows(Workplace& workplace,
                                                   catalog::Resource const& resource,
                                                   QuarantineFilter const& filter) {
    auto session = TRY(workplace.lake().session());
    return RowReader(workplace, session, resource, filter).read();
}

std::vector<std::pair<std::size_t, std::size_t>> marks_of(std::string_view reason,
                                                          std::string_view text) {
    using Marks = std::vector<std::pair<std::size_t, std::size_t>>;
    constexpr std::size_t division_end = 6, birth_end = 14;
    auto const points = to_code_points(text);
    auto const count = points.size();
    if (count == 0) return {};
    if (reason.ends_with(".check_digit")) return {{count - 1, count}};
    if (reason.ends_with("id_number.division")) return {{0, std::min(count, division_end)}};
    if (reason.ends_with("id_number.birth_date") && count >= birth_end)
        return {{division_end, birth_end}};
    auto const is_name = reason.ends_with("name.charset") || reason.ends_with("name.mixed");
    Marks marks;
    if (reason.ends_with(".digit") || reason.ends_with(".charset") || is_name)
        for (std::size_t i = 0; i < count; ++i) {
            if (is_name ? is_of_a_name(points[i]) : is_of_a_code(points[i])) continue;
            if (!marks.empty() && marks.back().second == i)
                marks.back().second = i + 1;
            else
                marks.emplace_back(i, i + 1);
        }
    return marks.empty() ? Marks{{0, count}} : marks;
}

}  // namespace jutong::job
