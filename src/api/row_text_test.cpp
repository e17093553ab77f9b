#include "api/row_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace jutong::api {
namespace {

using lake::Type;

struct Rows {
    std::vector<lake::Column> columns;
    lake::Batch batch;

    void add(std::string name, Type type, std::vector<std::int64_t> numbers,
             std::vector<std::string_view> texts = {}) {
        columns.push_back({std::move(name), type});
        batch.rows = std::max(numbers.size(), texts.size());
        batch.columns.push_back(
            {std::move(texts), std::move(numbers), std::vector<std::uint8_t>(batch.rows, 0)});
    }
    std::string written(RowFormat format) const {
        std::string out;
        RowText(format, columns).append(batch, out);
        return out;
    }
};

TEST(RowText, WritesEveryTypeInBothForms) {
    Rows rows;
    rows.add("t", Type::text, {}, {"张三"});
    rows.add("i", Type::integer, {-42});
    rows.add("d", Type::decimal, {-12'500});
    rows.add("b", Type::boolean, {1});
    rows.add("day", Type::date, {20'000});
    rows.add("at", Type::timestamp, {-1});
    rows.add("m", Type::money, {2'505'000}, {"USD"});
    rows.add("c", Type::money, {10'000}, {"CNY"});
    EXPECT_EQ(rows.written(RowFormat::csv),
              "张三,-42,-1.25,true,2024-10-04,1969-12-31T23:59:59.999999,250.5 USD,1\r\n");
    EXPECT_EQ(rows.written(RowFormat::ndjson),
              "{\"t\":\"张三\",\"i\":-42,\"d\":-1.25,\"b\":true,\"day\":\"2024-10-04\",\"at\":"
              "\"1969-12-31T23:59:59.999999\",\"m\":\"250.5 USD\",\"c\":\"1\"}\n");
    EXPECT_EQ(rows.written(RowFormat::arrays),
              "[\"张三\",-42,-1.25,true,\"2024-10-04\",\"1969-12-31T23:59:59.999999\","
              "\"250.5 USD\",\"1\"],");
}

TEST(RowText, TellsNoValueFromAnEmptyText) {
    Rows rows;
    rows.add("t", Type::text, {}, {"", ""});
    rows.batch.columns[0].null[1] = 1;
    EXPECT_EQ(rows.written(RowFormat::ndjson), "{\"t\":\"\"}\n{\"t\":null}\n");
}

TEST(RowText, DefusesFormulasInSpreadsheets) {
    for (auto const& [text, cell] : std::initializer_list<std::pair<std::string_view, std::string>>{
             {"=1+1", "'=1+1"},
             {"+86", "'+86"},
             {"-1", "'-1"},
             {"@x", "'@x"},
             {"=\"a\",b", "\"'=\"\"a\"\",b\""},
             {"\tx", "\"'\tx\""},
             {"a=b", "a=b"},
             {"long enough for words, and more", "\"long enough for words, and more\""},
             {"two\r\nlines", "\"two\r\nlines\""}}) {
        Rows rows;
        rows.add("t", Type::text, {}, {text});
        EXPECT_EQ(rows.written(RowFormat::csv), cell + "\r\n") << text;
    }
}

// Quoted where, and only where, RFC 4180 wants it: at every length around the words that are looked
// at together, and past what is written in pieces.
TEST(RowText, QuotesExactlyWhatMustBe) {
    std::vector<std::size_t> lengths = {511, 512, 513, 20'000};
    for (std::size_t i = 1; i < 34; ++i) lengths.push_back(i);
    for (auto const length : lengths)
        for (auto const place : {std::size_t{0}, length / 2, length - 1})
            for (int c = 0; c < 256; ++c) {
                std::string text(length, 'a');
                text[place] = static_cast<char>(c);
                Rows rows;
                rows.add("a", Type::text, {}, {text, "z"});
                rows.add("b", Type::text, {}, {"b", text});
                auto const formula =
                    place == 0 && std::string_view("=+-@\t\r").find(text[0]) != std::string::npos;
                auto cell = (formula ? "'" : "") + text;
                if (c == '"') cell.insert(cell.find('"'), 1, '"');
                if (c < 0x20 || c == '"' || c == ',') cell = fmt::format("\"{}\"", cell);
                ASSERT_EQ(rows.written(RowFormat::csv), fmt::format("{0},b\r\nz,{0}\r\n", cell))
                    << c << " at " << place << " of " << length;
            }
}

// Whatever stands where, JSON gives it back.
TEST(RowText, WritesJsonThatReadsTheSame) {
    for (int c = 0; c < 128; ++c)
        for (std::size_t place = 0; place < 17; ++place) {
            std::string text = "abcdefghij中文klmnopq";
            text[place < 10 ? place : place + 6] = static_cast<char>(c);
            std::string out;
            append_json_text(out, text);
            EXPECT_EQ(json::parse(out).as_string(), text) << c << " at " << place;
        }
}

}  // namespace
}  // namespace jutong::api
