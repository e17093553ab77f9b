#include "ingest/suggest.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.h"
#include "element/reference.h"
#include "element/text_compare.h"
#include "ingest/kept.h"
#include "ingest/open_records.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t cells_sampled_max = 2'000'000;
constexpr std::size_t values_tried_max = 1000;   // of a column, by every element
constexpr std::size_t values_first_tried = 100;  // an element that fails most of them is out
constexpr double accepted_min = 0.5;
constexpr std::size_t guesses_max = 3;
constexpr std::size_t examples_max = 3;
constexpr double name_weight = 0.5;  // of the column's name, in what the values leave in doubt
constexpr double like_name_min = 0.8;
constexpr double nearest_share_min = 0.2;
constexpr std::size_t field_name_max = 40;

// Words that are nothing in particular: what the catalogue calls its things.
std::vector<std::string_view> words_of(catalog::Catalog const& catalog) {
    std::vector<std::string_view> words;
    for (auto const& resource : catalog.resources)
        for (auto const& field : resource.fields) words.push_back(field.title);
    for (auto const& list : catalog.codes) words.push_back(list.title);
    return words;
}

// How few other things an element accepts: 1 takes only its own, 0 takes everything. One that takes
// any word, as names of places and firms do, says less.
std::map<std::string_view, double> specificities(element::Registry const& registry,
                                                 catalog::Catalog const& catalog) {
    constexpr double words_weight = 0.6;
    auto const words = words_of(catalog);
    constexpr int samples = 8;
    std::vector<std::pair<element::Element const*, std::string>> texts;
    Random random(1);
    for (auto const* const element : registry.all())
        for (int i = 0; i < samples; ++i) texts.emplace_back(element, element->generate(random));
    std::map<std::string_view, double> out;
    for (auto const* const element : registry.all()) {
        std::size_t foreign = 0;
        std::size_t accepted = 0;
        for (auto const& [owner, text] : texts) {
            if (owner == element) continue;
            ++foreign;
            if (element->valid(text)) ++accepted;
        }
        auto const share = [](auto part, auto whole) {
            return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
        };
        auto const accepted_words = static_cast<std::size_t>(
            std::ranges::count_if(words, [&](auto word) { return element->valid(word); }));
        out[element->name()] = (1 - share(accepted, foreign)) *
                               (1 - words_weight * share(accepted_words, words.size()));
    }
    return out;
}

double likeness(std::string_view column, std::string_view name) {
    auto const plain = squeezed(column);
    if (plain == name) return 1;
    if (name.empty() || plain.empty()) return 0;
    // 申请人身份证号 is an 身份证号.
    if (length(name) >= 2 && plain.find(name) != std::string::npos) return 0.9;
    return element::jaro_winkler(plain, name);
}

class Suggester {
public:
    Suggester(element::Registry const& registry, catalog::Catalog const& catalog)
        : registry_(registry), catalog_(catalog), specificity_(specificities(registry, catalog)) {
        for (auto const& resource : catalog.resources) add_names(resource);
        for (auto const* const element : registry.all())
            names_[std::string(element->title())].insert(element);
    }

    ColumnGuess guess(std::string const& name, std::vector<std::string> const& values,
                      std::size_t rows) const {
        ColumnGuess column;
        column.name = name;
        std::unordered_set<std::string_view> const distinct(values.begin(), values.end());
        column.distinct = static_cast<std::int64_t>(distinct.size());
        column.filled =
            rows == 0 ? 0 : static_cast<double>(values.size()) / static_cast<double>(rows);
        column.elements = elements_of(name, values);
        auto const* const best = column.best().element;
        column.is_key = rows > 0 && values.size() == rows && distinct.size() == rows;
        column.has_digits = std::ranges::all_of(values, [](auto const& value) {
            return value.find_first_of("0123456789") != std::string::npos;
        });
        column.is_code_list = std::ranges::any_of(
            catalog_.codes, [&](auto const& list) { return list.name == best->name(); });
        std::set<std::string> shown;
        for (auto const& value : values) {
            if (shown.size() == examples_max) break;
            shown.insert(escaped(best->mask(value)));
        }
        column.examples.assign(shown.begin(), shown.end());
        if (best->kind() == element::Kind::date || best->kind() == element::Kind::timestamp)
            column.timestamp = 0.5 * column.filled + 0.5 * like_a_timestamp(name);
        return column;
    }

    // The resource most of whose fields the columns give.
    ResourceGuess nearest(std::vector<ColumnGuess> const& columns) const {
        std::vector<ColumnName> names;
        for (auto const& column : columns) names.push_back({column.name});
        ResourceGuess best;
        for (auto const& resource : catalog_.resources) {
            auto const matched = fields_given(names, resource);
            if (matched <= best.columns) continue;
            best = {&resource, matched,
                    static_cast<double>(matched) / static_cast<double>(columns.size())};
        }
        return best.share >= nearest_share_min ? best : ResourceGuess();
    }

    // A technical name: that of a field with this title, else the title's sounds.
    std::string field_name(ColumnGuess const& column) const {
        for (auto const& resource : catalog_.resources)
            for (auto const& field : resource.fields)
                if (field.title == squeezed(column.name)) return field.name;
        std::string name;
        for (auto const c : registry_.reference().pinyin(squeezed(column.name))) {
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
                name += c;
            else if (c >= 'A' && c <= 'Z')
                name += static_cast<char>(c - 'A' + 'a');
            else if (!name.empty() && name.back() != '_')
                name += '_';
        }
        name.resize(std::min(name.size(), field_name_max));
        while (name.ends_with('_')) name.pop_back();
        return name.empty() ? std::string(column.best().element->name()) : name;
    }

private:
    // What fields are called, by their titles and by the files they come from.
    void add_names(catalog::Resource const& resource) {
        for (auto const& field : resource.fields) names_[field.title].insert(field.element);
        for (auto const& source : resource.sources)
            for (auto const& mapping : source.columns) {
                auto name = mapping.column;
                std::erase(name, '*');
                std::erase(name, '?');
                if (auto const field = resource.find(mapping.field))
                    names_[name].insert(resource.fields[*field].element);
            }
    }

    double accepted(element::Element const& element, element::Texts texts) const {
        if (texts.empty()) return 0;
        element::ValueColumn read;
        element.read(texts, element::Form::normalised, read);
        double good = 0;
        for (std::size_t i = 0; i < texts.size(); ++i)
            if (read.state[i] == element::state_ok) good += read.repairs[i] == 0 ? 1 : 0.9;
        return good / static_cast<double>(texts.size());
    }

    double like_names_of(std::string_view column, element::Element const* element) const {
        double best = likeness(column, element->name());
        for (auto const& [name, elements] : names_)
            if (elements.contains(element)) best = std::max(best, likeness(column, name));
        return best < like_name_min ? 0 : best;
    }

    double like_a_timestamp(std::string_view column) const {
        double best = 0;
        for (auto const& resource : catalog_.resources)
            if (resource.timestamp)
                best = std::max(best, likeness(column, resource.fields[*resource.timestamp].title));
        return best;
    }

    // What is a whole number throughout is no number with a fraction.
    static void prefer_whole_numbers(std::vector<ElementGuess>& guesses) {
        auto const of_kind = [&](element::Kind kind) {
            return std::ranges::find_if(
                guesses, [&](auto const& guess) { return guess.element->kind() == kind; });
        };
        auto const whole = of_kind(element::Kind::integer);
        auto const fraction = of_kind(element::Kind::decimal);
        if (whole == guesses.end() || fraction == guesses.end()) return;
        if (whole->accepted >= fraction->accepted)
            fraction->confidence = std::min(fraction->confidence, whole->confidence * 0.9);
    }

    std::vector<ElementGuess> elements_of(std::string_view name,
                                          std::vector<std::string> const& values) const {
        std::vector<std::string_view> texts(values.begin(), values.end());
        texts.resize(std::min(texts.size(), values_tried_max));
        element::Texts const all(texts);
        std::vector<ElementGuess> guesses;
        for (auto const* const element : registry_.all()) {
            auto const first = all.first(std::min(all.size(), values_first_tried));
            if (!all.empty() && accepted(*element, first) < accepted_min / 2) continue;
            auto const share = accepted(*element, all);
            if (!all.empty() && share < accepted_min) continue;
            auto const like = like_names_of(name, element);
            auto const by_values = share * specificity_.at(element->name());
            auto const confidence = by_values + (1 - by_values) * name_weight * like;
            guesses.push_back({element, confidence, share});
        }
        prefer_whole_numbers(guesses);
        std::ranges::stable_sort(guesses, std::greater(), &ElementGuess::confidence);
        if (guesses.empty()) guesses.push_back({registry_.find("text"), 0, 0});
        guesses.resize(std::min(guesses.size(), guesses_max));
        return guesses;
    }

    element::Registry const& registry_;
    catalog::Catalog const& catalog_;
    std::map<std::string_view, double> specificity_;
    std::map<std::string, std::set<element::Element const*>> names_;  // titles, and what has them
};

// Names that may stand in one declaration together.
void make_field_names(Suggester const& suggester, std::vector<ColumnGuess>& columns) {
    constexpr std::string_view own[] = {"load",  "row_id",      "run",     "file",          "row",
                                        "flags", "flag_fields", "deleted", "number_as_sent"};
    std::set<std::string> taken(std::begin(own), std::end(own));
    for (auto& column : columns) {
        auto const name = suggester.field_name(column);
        column.field = name;
        for (int i = 2; !taken.insert(column.field).second; ++i)
            column.field = fmt::format("{}_{}", name, i);
    }
}

Done read_values(UnknownTable& table, Suggestion& suggestion,
                 std::vector<std::vector<std::string>>& values) {
    auto const columns = table.table.columns.size();
    auto const rows_max =
        std::min(rows_sampled_max, cells_sampled_max / std::max<std::size_t>(columns, 1));
    values.resize(columns);
    TableRow row;
    while (static_cast<std::size_t>(suggestion.rows) < rows_max) {
        if (!TRY(table.table.rows->next(row))) break;
        if (row.fault || row.blank()) continue;
        ++suggestion.rows;
        if (suggestion.first_rows.size() < rows_shown_max)
            suggestion.first_rows.push_back(row.cells);
        for (std::size_t i = 0; i < columns && i < row.cells.size(); ++i)
            if (!trim(row.cells[i]).empty()) values[i].push_back(std::move(row.cells[i]));
    }
    for (auto const& note : table.table.rows->notes()) suggestion.notes.push_back(note);
    return {};
}

// The first member of an archive that can be read, or the file itself.
Result<Suggestion> suggest_member(std::filesystem::path const& file, Archive const& archive,
                                  element::Registry const& registry,
                                  catalog::Catalog const& catalog, lake::Lake* lake) {
    Progress silent;
    std::vector<std::string> notes;
    for (auto const& member : archive.members()) {
        if (member.name.ends_with('/')) continue;
        auto const unpacked = TRY(Unpacked::make(Input(file, member), silent));
        auto found = suggest(unpacked->path(), registry, catalog, lake);
        if (!found) {
            notes.push_back(member.name + ": " + found.error().message);
            continue;
        }
        found->file = std::filesystem::path(member.name).filename().string();
        found->notes.insert(found->notes.begin(), notes.begin(), notes.end());
        return found;
    }
    return fail(
        Code::invalid, "ingest.zip.empty",
        "No file of the zip archive can be read: " + fmt::format("{}", fmt::join(notes, "; ")));
}

}  // namespace

Result<Suggestion> suggest(std::filesystem::path const& file, element::Registry const& registry,
                           catalog::Catalog const& catalog, lake::Lake* lake) {
    auto table = open_unknown(file, lake);
    if (!table && table.error().reason == "ingest.zip.nested") {
        auto const archive = TRY(Archive::open(file));
        return suggest_member(file, *archive, registry, catalog, lake);
    }
    if (!table) return fail(table.error());
    return suggest(std::move(*table), file.filename().string(), registry, catalog);
}

Result<Suggestion> suggest(UnknownTable table, std::string const& name,
                           element::Registry const& registry, catalog::Catalog const& catalog) {
    Suggestion suggestion;
    suggestion.file = name;
    suggestion.format = table.format;
    suggestion.encoding = table.encoding;
    suggestion.delimiter = table.delimiter;
    suggestion.sheet = table.sheet;
    std::vector<std::vector<std::string>> values;
    TRY(read_values(table, suggestion, values));
    Suggester const suggester(registry, catalog);
    for (std::size_t i = 0; i < values.size(); ++i)
        suggestion.columns.push_back(suggester.guess(table.table.columns[i], values[i],
                                                     static_cast<std::size_t>(suggestion.rows)));
    make_field_names(suggester, suggestion.columns);
    suggestion.nearest = suggester.nearest(suggestion.columns);
    return suggestion;
}

namespace {

// The key: of the columns that may be it, the one that is most surely a number of something.
std::string key_of(std::vector<ColumnGuess> const& columns) {
    auto const rank = [](ColumnGuess const& column) {
        return std::pair(column.has_digits, column.best().confidence);
    };
    ColumnGuess const* best = nullptr;
    for (auto const& column : columns)
        if (column.is_key && (best == nullptr || rank(column) > rank(*best))) best = &column;
    if (best != nullptr) return best->field;
    return columns.empty() ? std::string("key") : columns.front().field;
}

// The column that most likely says when the source last changed the row; null where none does.
ColumnGuess const* timestamp_of(std::vector<ColumnGuess> const& columns) {
    ColumnGuess const* best = nullptr;
    for (auto const& column : columns)
        if (column.timestamp >= timestamp_min &&
            (best == nullptr || column.timestamp > best->timestamp))
            best = &column;
    return best;
}

// `source` is the line that says where the rows come from.
std::string yaml_of_columns(std::vector<ColumnGuess> const& columns, std::string const& source) {
    std::string out = "fields:\n";
    for (auto const& column : columns)
        out +=
            fmt::format("  - {{name: {}, title: {}, element: {}}}   # {:.0f} %\n", column.field,
                        pack::yaml_text(column.name.empty() ? column.field : squeezed(column.name)),
                        column.best().element->name(), 100 * column.best().confidence);
    out += fmt::format("sources:\n  - {}\n    columns:\n", source);
    for (auto const& column : columns)
        if (!column.name.empty())
            out += fmt::format("      {}: {}\n", pack::yaml_text(column.name), column.field);
    return out;
}

}  // namespace

std::string yaml_of(Suggestion const& s, std::string_view date) {
    auto path = std::filesystem::path(s.file);
    for (auto const* const packed : {".gz", ".zst"})
        if (path.extension() == packed) path = path.stem();
    auto const stem = s.connection.empty() ? path.stem().string() : s.file;
    auto const has_key = std::ranges::any_of(s.columns, &ColumnGuess::is_key);
    auto const is_table = !s.connection.empty();
    auto const* const kind = s.format == "csv" || s.format == "json" ? "电子文件"
                             : s.format == "dbf" || is_table         ? "数据库"
                                                                     : "电子表格";
    auto out = fmt::format(
        "# Drafted from {} ({} rows looked at). Put the department for DEPARTMENT, twice, and "
        "look\n"
        "# over the rest.\n"
        "resource: DEPARTMENT.table\n"
        "title: {}\n"
        "code: 1/99/999/9999                # 信息资源代码\n"
        "provider: DEPARTMENT\n"
        "summary: {}\n"
        "format: {}\n"
        "update: other                      # 更新周期\n"
        "published: {}\n"
        "key: {}{}\n",
        escaped(s.file), s.rows, pack::yaml_text(stem), pack::yaml_text(stem), kind, date,
        key_of(s.columns), has_key ? "" : "   # no column is unique: choose");
    auto const* const timestamp = timestamp_of(s.columns);
    if (timestamp != nullptr) out += fmt::format("timestamp: {}\n", timestamp->field);
    out +=
        "share: {type: denied, basis: 待定}   # 共享类型\n"
        "open: {type: denied, basis: 待定}    # 开放类型\n";
    if (!is_table)
        return out +
               yaml_of_columns(s.columns,
                               "file: " + pack::yaml_text(stem + "*" + path.extension().string()));
    auto source =
        fmt::format("connection: {}\n    table: {}", s.connection, pack::yaml_text(s.file));
    if (timestamp != nullptr)
        source +=
            fmt::format("\n    since: {}   # if it only grows", pack::yaml_text(timestamp->name));
    return out + yaml_of_columns(s.columns, source);
}

}  // namespace jutong::ingest
