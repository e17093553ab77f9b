// Workbooks of Office Open XML (ECMA-376): a zip archive of XML parts, read as they go by.
#include <algorithm>
#include <charconv>
#include <deque>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "ingest/sheet_value.h"
#include "ingest/workbook.h"
#include "ingest/xml.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t strings_bytes_max = 1U << 30U;
constexpr std::size_t strings_max = 64U << 20U;
constexpr std::size_t formats_max = 100'000;
constexpr std::size_t merges_max = 100'000;
constexpr std::size_t merge_bytes_max = 512;  // of one mergeCell tag
constexpr std::size_t cell_bytes_max = record_bytes_max + 1;

Error damage(std::string_view why) {
    return {Code::invalid, "ingest.workbook.damaged",
            fmt::format("The workbook cannot be read; save and send it again: {}", why)};
}

Error too_much(std::string_view what, std::size_t max) {
    return {Code::limited, "ingest.workbook.too_large",
            fmt::format("The workbook has more than {} {}; send it as CSV or in parts", max, what)};
}

template <typename Number>
bool read_number(std::string_view text, Number& number) {
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

// _x000D_ stands for a character that XML cannot have.
std::string unescaped(std::string text) {
    for (auto at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
        unsigned code = 0;
        if (text.size() < at + 7 || text[at + 6] != '_') continue;
        auto const* const digits = text.data() + at + 2;
        if (std::from_chars(digits, digits + 4, code, 16).ptr != digits + 4) continue;
        std::string character;
        if (code >= 0xD800 && code <= 0xDFFF) continue;  // half a character
        append_utf8(character, code);
        text.replace(at, 7, character);
    }
    return text;
}

// BC12: the column counts from 0, the row from 1; 0 where there is none.
struct CellPlace {
    std::uint32_t column = 0;
    std::uint32_t row = 0;
};
std::optional<CellPlace> place_of(std::string_view reference) {
    CellPlace place;
    std::size_t at = 0;
    for (; at < reference.size() && at < 4; ++at) {
        auto const letter = reference[at] & ~0x20;
        if (letter < 'A' || letter > 'Z') break;
        place.column = place.column * 26 + static_cast<std::uint32_t>(letter - 'A') + 1;
    }
    if (at == 0 || !read_number(reference.substr(at), place.row)) return std::nullopt;
    --place.column;
    return place;
}

struct Strings {
    std::string text;
    std::vector<std::size_t> ends;

    std::optional<std::string_view> find(std::size_t i) const {
        if (i >= ends.size()) return std::nullopt;
        auto const begin = i == 0 ? 0 : ends[i - 1];
        return std::string_view(text).substr(begin, ends[i] - begin);
    }
};

// <si><t>…</t></si>, <si><r><t>…</t></r>…</si>; what <rPh> has is how to say it.
class StringsHandler final : public XmlHandler {
public:
    explicit StringsHandler(Strings& strings) : strings_(strings) {}
    void start(std::string_view name, XmlAttributes const&) override {
        if (name == "rPh") in_phonetic_ = true;
        in_text_ = name == "t" && !in_phonetic_;
    }
    void end(std::string_view name) override {
        in_text_ = false;
        if (name == "rPh") in_phonetic_ = false;
        if (name != "si") return;
        strings_.text += unescaped(std::move(one_));
        strings_.ends.push_back(strings_.text.size());
        one_.clear();
        if (strings_.text.size() > strings_bytes_max)
            failure = too_much("bytes of text", strings_bytes_max);
        if (strings_.ends.size() > strings_max) failure = too_much("texts", strings_max);
    }
    void text(std::string_view text) override {
        if (in_text_ && one_.size() < cell_bytes_max) one_ += text;
    }

private:
    Strings& strings_;
    std::string one_;
    bool in_text_ = false;
    bool in_phonetic_ = false;
};

// Number formats by style: cellXfs in order, each naming a built-in format or one of numFmts.
class StylesHandler final : public XmlHandler {
public:
    void start(std::string_view name, XmlAttributes const& attributes) override {
        int id = 0;
        if (name == "cellXfs") in_cells_ = true;
        if (name == "numFmt" && read_number(attributes.get("numFmtId"), id))
            own_[id] = kind_of_format(attributes.get("formatCode"));
        if (name == "xf" && in_cells_) {
            read_number(attributes.get("numFmtId"), id);
            auto const own = own_.find(id);
            kinds.push_back(own == own_.end() ? kind_of_format(id) : own->second);
        }
        if (own_.size() + kinds.size() > formats_max) failure = too_much("formats", formats_max);
    }
    void end(std::string_view name) override {
        if (name == "cellXfs") in_cells_ = false;
    }
    void text(std::string_view) override {}

    std::vector<NumberKind> kinds;

private:
    std::map<int, NumberKind> own_;
    bool in_cells_ = false;
};

class BookHandler final : public XmlHandler {
public:
    void start(std::string_view name, XmlAttributes const& attributes) override {
        if (name == "workbookPr") {
            auto const flag = attributes.get("date1904");
            system = flag == "1" || flag == "true" ? DateSystem::from_1904 : DateSystem::from_1900;
        } else if (name == "sheet" && sheets.size() <= sheets_max) {
            auto const state = attributes.get("state");
            sheets.push_back(
                {std::string(attributes.get("name")), state == "hidden" || state == "veryHidden"});
            relations.emplace_back(attributes.get("id"));
        }
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}

    std::vector<Sheet> sheets;
    std::vector<std::string> relations;
    DateSystem system = DateSystem::from_1900;
};

class RelationsHandler final : public XmlHandler {
public:
    void start(std::string_view name, XmlAttributes const& attributes) override {
        if (name == "Relationship" && targets.size() < formats_max)
            targets[std::string(attributes.get("Id"))] = attributes.get("Target");
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}

    std::map<std::string, std::string> targets;
};

// What cells are read with.
struct Book {
    Strings strings;
    std::vector<NumberKind> kinds;  // by style
    DateSystem system = DateSystem::from_1900;
};

class SheetHandler final : public XmlHandler {
public:
    SheetHandler(Book const& book, Merges merges) : book_(book), merges_(std::move(merges)) {}

    void start(std::string_view name, XmlAttributes const& attributes) override {
        if (name == "row") {
            start_row(attributes);
        } else if (name == "c") {
            start_cell(attributes);
        } else if (name == "rPh") {
            in_phonetic_ = true;
        } else if (name == "v") {
            has_value_ = true;
            into_ = &value_;
        } else if (name == "f") {
            has_formula_ = true;
            into_ = &formula_;
        } else if (name == "t" && !in_phonetic_) {
            has_value_ = true;
            into_ = &value_;
        }
    }

    void end(std::string_view name) override {
        into_ = nullptr;
        if (name == "rPh") in_phonetic_ = false;
        if (name == "c") end_cell();
        if (name != "row" || !in_row_) return;
        in_row_ = false;
        merges_.fill(static_cast<std::uint32_t>(row_.number - 1), row_.cells);
        rows.push_back(std::move(row_));
        row_ = {};
    }

    void text(std::string_view text) override {
        if (into_ != nullptr && into_->size() < cell_bytes_max) *into_ += text;
    }

    std::deque<TableRow> rows;

private:
    void start_row(XmlAttributes const& attributes) {
        auto number = last_row_ + 1;
        auto const said = attributes.get("r");
        if (!said.empty() &&
            (!read_number(said, number) || number <= last_row_ || number >= rows_of_a_sheet))
            failure = damage("its rows are not in order");
        last_row_ = row_.number = number;
        next_column_ = 0;
        in_row_ = true;
    }

    void start_cell(XmlAttributes const& attributes) {
        column_ = next_column_;
        if (auto const place = place_of(attributes.get("r"))) column_ = place->column;
        next_column_ = column_ + 1;
        type_ = attributes.get("t");
        style_ = 0;
        read_number(attributes.get("s"), style_);
        has_value_ = has_formula_ = false;
        value_.clear();
        formula_.clear();
    }

    void end_cell() {
        if (!in_row_ || column_ > columns_max) return;
        auto text = cell_text();
        if (text.empty()) return;
        if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
        row_.cells[column_] = std::move(text);
    }

    std::string cell_text() {
        if (!has_value_) return has_formula_ ? no_value + ("=" + formula_) : std::string();
        if (type_ == "s") {
            std::size_t i = 0;
            auto const found =
                read_number(value_, i) ? book_.strings.find(i) : std::optional<std::string_view>();
            if (!found) failure = damage("a cell names a text that is not there");
            return std::string(found.value_or(""));
        }
        if (type_ == "b") return value_ == "1" ? "true" : "false";
        if (type_ == "e") return no_value + value_;
        if (type_ == "str" || type_ == "inlineStr") return unescaped(std::move(value_));
        double number = 0;
        auto const is_whole = value_.find_first_not_of("0123456789") == std::string::npos;
        if (type_ == "d" || is_exact(is_whole) || !read_number(value_, number))
            return std::move(value_);
        auto const kind = style_ < book_.kinds.size() ? book_.kinds[style_] : NumberKind::plain;
        return number_text(number, kind, book_.system);
    }

    // Digits that were written whole are kept, however many: programs other than Excel do so.
    bool is_exact(bool is_whole) const { return is_whole && value_.size() > 15; }

    Book const& book_;
    Merges merges_;
    TableRow row_;
    std::int64_t last_row_ = 0;
    std::uint32_t next_column_ = 0;
    std::uint32_t column_ = 0;
    std::size_t style_ = 0;
    std::string type_, value_, formula_;
    std::string* into_ = nullptr;  // where text goes now
    bool in_row_ = false;
    bool has_value_ = false;
    bool has_formula_ = false;
    bool in_phonetic_ = false;
};

class SheetTable final : public Table {
public:
    SheetTable(std::unique_ptr<ByteStream> bytes, Book const& book, Merges merges)
        : handler_(book, std::move(merges)), xml_(std::move(bytes), handler_) {}

    Result<bool> next(TableRow& row) override {
        while (handler_.rows.empty()) {
            if (ended_) return false;
            ended_ = !TRY(xml_.step());
        }
        row = std::move(handler_.rows.front());
        handler_.rows.pop_front();
        return true;
    }

private:
    SheetHandler handler_;
    XmlStream xml_;
    bool ended_ = false;
};

std::optional<Merge> merge_of(std::string_view tag) {
    constexpr std::string_view attribute = "ref=\"";
    auto const begin = tag.find(attribute);
    if (begin == std::string_view::npos) return std::nullopt;
    auto const range =
        tag.substr(begin + attribute.size(),
                   tag.find('"', begin + attribute.size()) - begin - attribute.size());
    auto const colon = range.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto const first = place_of(range.substr(0, colon));
    auto const last = place_of(range.substr(colon + 1));
    if (!first || !last || first->row == 0 || last->row < first->row ||
        last->column < first->column)
        return std::nullopt;
    return Merge{first->row - 1, last->row - 1, first->column, last->column};
}

// Merged cells are told behind the cells: a first pass looks for nothing else.
Result<std::vector<Merge>> merges_in(ByteStream& bytes) {
    constexpr std::string_view tag = "mergeCell ";
    std::vector<Merge> merges;
    std::string text;
    std::string piece(1U << 18U, '\0');
    while (true) {
        auto const count = TRY(bytes.read(piece));
        if (count == 0) return merges;
        text.append(piece, 0, count);
        std::size_t done = 0;
        for (auto at = text.find(tag); at != std::string::npos; at = text.find(tag, at + 1)) {
            if (at + merge_bytes_max > text.size() && text.find('>', at) == std::string::npos)
                break;  // the rest of it comes with the next piece
            if (auto const merge = merge_of(std::string_view(text).substr(at, merge_bytes_max)))
                merges.push_back(*merge);
            done = at + 1;
        }
        if (merges.size() > merges_max) return fail(too_much("merged cells", merges_max));
        text.erase(0, std::max(done, text.size() - std::min(text.size(), merge_bytes_max)));
    }
}

class XlsxWorkbook final : public Workbook {
public:
    static Result<std::unique_ptr<Workbook>> open(std::shared_ptr<Archive> archive) {
        auto workbook = std::unique_ptr<XlsxWorkbook>(new XlsxWorkbook(std::move(archive)));
        BookHandler book;
        TRY(workbook->parse("xl/workbook.xml", book));
        RelationsHandler relations;
        TRY(workbook->parse("xl/_rels/workbook.xml.rels", relations));
        if (book.sheets.size() > sheets_max) return fail(too_much("sheets", sheets_max));
        for (auto const& relation : book.relations) {
            auto target = relations.targets[relation];
            workbook->parts_.push_back(target.starts_with('/') ? target.substr(1) : "xl/" + target);
        }
        workbook->sheets_ = std::move(book.sheets);
        workbook->book_.system = book.system;
        StringsHandler strings(workbook->book_.strings);
        if (workbook->archive_->find("xl/sharedStrings.xml") != nullptr)
            TRY(workbook->parse("xl/sharedStrings.xml", strings));
        StylesHandler styles;
        if (workbook->archive_->find("xl/styles.xml") != nullptr)
            TRY(workbook->parse("xl/styles.xml", styles));
        workbook->book_.kinds = std::move(styles.kinds);
        return workbook;
    }

    Result<std::unique_ptr<Table>> open(std::size_t sheet) override {
        auto const first_pass = TRY(part(parts_[sheet]));
        auto merges = TRY(merges_in(*first_pass));
        auto bytes = TRY(part(parts_[sheet]));
        return std::make_unique<SheetTable>(std::move(bytes), book_, Merges(std::move(merges)));
    }

private:
    explicit XlsxWorkbook(std::shared_ptr<Archive> archive) : archive_(std::move(archive)) {}

    Result<std::unique_ptr<ByteStream>> part(std::string const& name) {
        auto const* const member = archive_->find(name);
        if (member == nullptr) return fail(damage("it has no part " + escaped(name)));
        return archive_->read(*member);
    }

    Done parse(std::string const& name, XmlHandler& handler) {
        auto bytes = TRY(part(name));
        return XmlStream(std::move(bytes), handler).finish();
    }

    std::shared_ptr<Archive> archive_;
    std::vector<std::string> parts_;  // by sheet
    Book book_;
};

}  // namespace

Result<std::unique_ptr<Workbook>> open_xlsx(std::shared_ptr<Archive> archive) {
    return XlsxWorkbook::open(std::move(archive));
}

}  // namespace jutong::ingest
