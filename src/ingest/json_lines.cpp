#include "ingest/json_lines.h"

#include <array>

#include <fmt/format.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/text.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t rows_sampled = 1000;
constexpr std::size_t bytes_sampled = 1U << 20U;
constexpr std::size_t depth_max = 32;
constexpr std::size_t buffer_bytes = 1U << 16U;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// What one object says, as dotted names and texts.
class Flattener {
public:
    using Members = std::vector<std::pair<std::string, std::string>>;

    bool Null() { return value("", rapidjson::kNullType); }
    bool Bool(bool b) {
        return value(b ? "true" : "false", b ? rapidjson::kTrueType : rapidjson::kFalseType);
    }
    bool Int(int) { return false; }  // numbers come as they are written
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }
    bool RawNumber(char const* text, rapidjson::SizeType size, bool) {
        std::string_view number(text, size);
        if (number.ends_with(".0")) number.remove_suffix(2);
        return value(number, rapidjson::kNumberType);
    }
    bool String(char const* text, rapidjson::SizeType size, bool) {
        return value({text, size}, rapidjson::kStringType);
    }
    bool Key(char const* text, rapidjson::SizeType size, bool) {
        if (arrays_ > 0) return writer_.Key(text, size);
        path_.resize(begins_.back());
        if (!path_.empty()) path_ += '.';
        path_.append(text, size);
        return path_.size() <= record_bytes_max;
    }
    bool StartObject() {
        if (++depth_ > depth_max) return false;
        if (arrays_ > 0) return writer_.StartObject();
        begins_.push_back(path_.size());
        return true;
    }
    bool EndObject(rapidjson::SizeType) {
        --depth_;
        if (arrays_ > 0) return writer_.EndObject();
        path_.resize(begins_.back());
        begins_.pop_back();
        return true;
    }
    bool StartArray() {
        if (++depth_ > depth_max || begins_.empty()) return false;  // an array is no row
        ++arrays_;
        return writer_.StartArray();
    }
    bool EndArray(rapidjson::SizeType) {
        --depth_;
        if (!writer_.EndArray()) return false;
        if (--arrays_ > 0) return true;
        members.emplace_back(path_, std::string(json_.GetString(), json_.GetSize()));
        json_.Clear();
        writer_.Reset(json_);
        return true;
    }

    Members members;

private:
    bool value(std::string_view text, rapidjson::Type type) {
        if (arrays_ > 0) {
            auto const size = static_cast<rapidjson::SizeType>(text.size());
            if (type == rapidjson::kStringType) return writer_.String(text.data(), size);
            if (type == rapidjson::kNullType) return writer_.Null();
            return writer_.RawValue(text.data(), text.size(), type);
        }
        if (begins_.empty()) return false;  // a lone value is no row
        members.emplace_back(path_, text);
        return true;
    }

    std::string path_;
    std::vector<std::size_t> begins_;  // of the keys in the path, by object
    std::size_t depth_ = 0;
    std::size_t arrays_ = 0;  // that we are in
    rapidjson::StringBuffer json_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{json_};
};

}  // namespace

bool is_json(std::string_view first) {
    if (first.starts_with("\xEF\xBB\xBF")) first.remove_prefix(3);
    std::string marks;
    for (auto const c : first) {
        if (!is_space(c)) marks += c;
        if (marks.size() == 2) break;
    }
    return marks == "{\"" || marks == "[{" || marks == "{}" || marks == "[]";
}

// Cuts the text into lines, or into the elements of an array.
class JsonTable::Elements {
public:
    explicit Elements(std::unique_ptr<ByteStream> bytes) : bytes_(std::move(bytes)) {}

    // Texts longer than a record may be are cut off, and have a fault.
    Result<bool> next(std::string& text, TableRow& row) {
        text.clear();
        row.fault.reset();
        if (number_ == 0) TRY(begin());
        while (true) {
            auto const found = is_array_ ? TRY(next_element(text)) : TRY(next_line(text));
            if (!found) return false;
            if (!trim(text).empty()) break;
            text.clear();
        }
        row.number = number_;
        if (text.size() > record_bytes_max) row.fault = governance::RowFault::length;
        return true;
    }

private:
    static constexpr int end = -1;

    Result<int> peek() {
        if (at_ == size_) {
            size_ = TRY(bytes_->read(buffer_));
            at_ = 0;
            if (size_ == 0) return end;
        }
        return static_cast<int>(static_cast<unsigned char>(buffer_[at_]));
    }

    Done begin() {
        while (true) {
            auto const c = TRY(peek());
            if (c == end || !is_space(static_cast<char>(c))) break;
            if (c == '\n') ++number_;
            ++at_;
        }
        if (TRY(peek()) != '[') return {};
        is_array_ = true;
        number_ = 0;
        ++at_;
        return {};
    }

    void add(std::string& text, int c) {
        if (text.size() <= record_bytes_max) text += static_cast<char>(c);
        ++at_;
    }

    Result<bool> next_line(std::string& text) {
        if (TRY(peek()) == end) return false;
        ++number_;
        while (true) {
            auto const c = TRY(peek());
            if (c == end) return true;
            if (c == '\n') break;
            add(text, c);
        }
        ++at_;
        return true;
    }

    Result<bool> next_element(std::string& text) {
        while (true) {  // to where it begins
            auto const c = TRY(peek());
            if (c == end || c == ']') return false;
            if (!is_space(static_cast<char>(c)) && c != ',') break;
            ++at_;
        }
        ++number_;
        int depth = 0;
        auto in_text = false;
        auto escaping = false;
        while (true) {
            auto const c = TRY(peek());
            if (c == end) return true;
            if (!in_text && depth == 0 && (c == ',' || c == ']')) return true;
            add(text, c);
            if (in_text) {
                in_text = escaping || c != '"';
                escaping = !escaping && c == '\\';
            } else if (c == '"') {
                in_text = true;
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if (c == '}' || c == ']') {
                --depth;
            }
        }
    }

    std::unique_ptr<ByteStream> bytes_;
    std::array<char, buffer_bytes> buffer_{};
    std::size_t at_ = 0;
    std::size_t size_ = 0;
    std::int64_t number_ = 0;
    bool is_array_ = false;
};

JsonTable::JsonTable(std::unique_ptr<Elements> elements) : elements_(std::move(elements)) {}
JsonTable::~JsonTable() = default;

Result<std::unique_ptr<JsonTable>> JsonTable::open(std::unique_ptr<ByteStream> utf8) {
    auto table =
        std::unique_ptr<JsonTable>(new JsonTable(std::make_unique<Elements>(std::move(utf8))));
    std::size_t bytes = 0;
    TableRow row;
    while (table->sampled_.size() < rows_sampled && bytes < bytes_sampled) {
        if (!TRY(table->read(row))) break;
        for (auto const& cell : row.cells) bytes += cell.size();
        table->sampled_.push_back(std::move(row));
        row = {};
        if (table->columns_.size() > columns_max)
            return fail(Code::limited, "ingest.file.columns",
                        fmt::format("The objects have more than {} keys; split them", columns_max));
    }
    table->sampling_ = false;
    return table;
}

void JsonTable::add_column(std::string const& name) {
    if (places_.emplace(name, columns_.size()).second) columns_.push_back(name);
}

Result<bool> JsonTable::next(TableRow& row) {
    if (at_ == sampled_.size()) return read(row);
    row = std::move(sampled_[at_++]);
    return true;
}

Result<bool> JsonTable::read(TableRow& row) {
    std::string text;
    if (!TRY(elements_->next(text, row))) return false;
    row.cells.clear();
    if (!row.fault) parse(text, row);
    if (row.fault) row.cells = {std::string(trim(text))};
    return true;
}

void JsonTable::parse(std::string const& text, TableRow& row) {
    namespace rj = rapidjson;
    Flattener flattener;
    rj::Reader reader;
    rj::StringStream stream(text.c_str());
    constexpr auto flags = static_cast<unsigned>(rj::kParseIterativeFlag) |
                           static_cast<unsigned>(rj::kParseNumbersAsStringsFlag);
    // The library's own check of UTF-8 reads beyond a text that ends within a character.
    if (text.find('\0') != std::string::npos || !is_utf8(text) ||
        reader.Parse<flags>(stream, flattener).IsError()) {
        row.fault = governance::RowFault::json;
        return;
    }
    auto knows_all = true;
    std::vector<bool> given;
    for (auto& [name, value] : flattener.members) {
        if (sampling_ && columns_.size() <= columns_max) add_column(name);
        auto const found = places_.find(name);
        if (found == places_.end()) {
            if (unknown_.empty()) unknown_ = name;
            knows_all = false;
            continue;
        }
        auto const place = found->second;
        if (row.cells.size() <= place) row.cells.resize(place + 1);
        if (given.size() <= place) given.resize(place + 1);
        if (given[place]) row.fault = governance::RowFault::json;
        given[place] = true;
        row.cells[place] = std::move(value);
    }
    if (!knows_all) ++unknown_rows_;
}

std::vector<std::string> JsonTable::notes() const {
    if (unknown_rows_ == 0) return {};
    return {
        fmt::format("{} rows have keys that the first {} rows do not have, such as {}: left out",
                    unknown_rows_, rows_sampled, escaped(first_code_points(unknown_, 40)))};
}

}  // namespace jutong::ingest
