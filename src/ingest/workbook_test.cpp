#include "ingest/workbook.h"

#include <gtest/gtest.h>

#include "ingest/sheet_value.h"

namespace jutong::ingest {
namespace {

class Rows final : public Table {
public:
    explicit Rows(std::vector<std::vector<std::string>> rows) : rows_(std::move(rows)) {}
    Result<bool> next(TableRow& row) override {
        if (at_ == rows_.size()) return false;
        row = {static_cast<std::int64_t>(at_) + 1, rows_[at_], std::nullopt};
        ++at_;
        return true;
    }

private:
    std::vector<std::vector<std::string>> rows_;
    std::size_t at_ = 0;
};

catalog::Resource resource_with(std::vector<std::string> const& titles) {
    catalog::Resource resource;
    resource.name = "a.b";
    resource.key = {0};
    for (std::size_t i = 0; i < titles.size(); ++i) {
        catalog::Field field;
        field.name = "f" + std::to_string(i);
        field.title = titles[i];
        resource.fields.push_back(std::move(field));
    }
    return resource;
}

TEST(NumberText, WritesNumbersAsTheyWereTyped) {
    struct Case {
        double number;
        std::string_view text;
    };
    for (auto [number, text] : {Case{0, "0"}, Case{-0.0, "0"}, Case{3, "3"}, Case{-12.5, "-12.5"},
                                Case{1234.5599999999999, "1234.56"}, Case{0.1 + 0.2, "0.3"},
                                Case{0.00001, "0.00001"}, Case{123456789012345, "123456789012345"},
                                Case{370102199003071e3, "3.70102199003071E+17"}})
        EXPECT_EQ(number_text(number, NumberKind::plain, DateSystem::from_1900), text) << number;
}

// Days around the 29 February 1900 that Excel has and the calendar has not.
TEST(NumberText, CountsDaysAsExcelDoes) {
    struct Case {
        double number;
        NumberKind kind;
        DateSystem system;
        std::string_view text;
    };
    constexpr auto date = NumberKind::date;
    constexpr auto time = NumberKind::time;
    constexpr auto y1900 = DateSystem::from_1900;
    constexpr auto y1904 = DateSystem::from_1904;
    for (auto const& c :
         {Case{1, date, y1900, "1900-01-01"}, Case{59, date, y1900, "1900-02-28"},
          Case{60, date, y1900, "1900-02-29"}, Case{61, date, y1900, "1900-03-01"},
          Case{45000, date, y1900, "2023-03-15"}, Case{45000.5, date, y1900, "2023-03-15T12:00:00"},
          Case{45000.99999999, date, y1900, "2023-03-16"}, Case{0, date, y1904, "1904-01-01"},
          Case{43538, date, y1904, "2023-03-15"}, Case{0.25, time, y1900, "06:00:00"},
          Case{-1, date, y1900, "-1"}, Case{99999999, date, y1900, "99999999"},
          Case{2958465, date, y1900, "9999-12-31"}})
        EXPECT_EQ(number_text(c.number, c.kind, c.system), c.text) << c.number;
}

TEST(KindOfFormat, KnowsDatesByIdAndByCode) {
    for (auto const id : {14, 22, 27, 31, 36, 50, 57, 58})
        EXPECT_EQ(kind_of_format(id), NumberKind::date) << id;
    for (auto const id : {18, 21, 32, 45, 55})
        EXPECT_EQ(kind_of_format(id), NumberKind::time) << id;
    for (auto const id : {0, 1, 4, 9, 11, 37, 49})
        EXPECT_EQ(kind_of_format(id), NumberKind::plain) << id;
    for (std::string_view const code :
         {"yyyy\"年\"m\"月\"d\"日\"", "[$-804]aaaa;yyyy-mm-dd", "mm/yy", "yyyy\\-mm\\-dd hh:mm"})
        EXPECT_EQ(kind_of_format(code),
                  code.starts_with("[$") ? NumberKind::plain : NumberKind::date)
            << code;
    for (std::string_view const code : {"h:mm", "[h]:mm:ss", "mm:ss.0"})
        EXPECT_EQ(kind_of_format(code), NumberKind::time) << code;
    for (std::string_view const code : {"General", "0.00", "#,##0\"day\"", "[Red]0", "\\d0", "@"})
        EXPECT_EQ(kind_of_format(code), NumberKind::plain) << code;
}

TEST(Merges, FillAllCoveredCells) {
    Merges merges({{0, 0, 0, 2}, {1, 2, 1, 1}});
    std::vector<std::vector<std::string>> rows = {{"a"}, {"1", "x"}, {"2"}, {"3"}};
    for (std::uint32_t i = 0; i < rows.size(); ++i) merges.fill(i, rows[i]);
    EXPECT_EQ(rows, (std::vector<std::vector<std::string>>{
                        {"a", "a", "a"}, {"1", "x"}, {"2", "x"}, {"3"}}));
}

TEST(FindHeader, SkipsTitlesAndJoinsLines) {
    auto const resource = resource_with({"编号", "申请人/姓名", "配偶/姓名"});
    auto rows =
        std::make_unique<Rows>(std::vector<std::vector<std::string>>{{"登记表", "登记表", "登记表"},
                                                                     {},
                                                                     {"编 号", "申请人", "配偶"},
                                                                     {"编 号", "姓名", "姓名"},
                                                                     {"1", "张三", "李四"}});
    auto found = find_header(std::move(rows), resource);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->layout.matched, 3U);
    EXPECT_EQ(found->layout.columns[2], "配偶/姓名");
    TableRow row;
    ASSERT_TRUE(found->rows->next(row).value());
    EXPECT_EQ(row.number, 5);
    EXPECT_FALSE(found->rows->next(row).value());
}

TEST(FindHeader, SaysWhatIsMissing) {
    auto const resource = resource_with({"编号", "姓名"});
    auto const reason_of = [&](std::vector<std::vector<std::string>> rows) {
        auto const found = find_header(std::make_unique<Rows>(std::move(rows)), resource);
        return found ? std::string() : found.error().reason;
    };
    EXPECT_EQ(reason_of({}), "ingest.file.empty");
    EXPECT_EQ(reason_of({{"甲", "乙"}, {"1", "2"}}), "ingest.file.header");
    EXPECT_EQ(reason_of({{"标题"}, {"姓名", "乙"}, {"1", "2"}}), "ingest.file.column_missing");
    EXPECT_EQ(reason_of({{"编号", "编号"}}), "ingest.file.column_duplicate");
}

TEST(FitColumns, KnowsACorrectionByItsLastColumns) {
    auto const resource = resource_with({"编号", "问题"});
    auto const layout = fit_columns({{"编号"}, {"问题"}, {"原文件"}, {"原行号"}}, resource);
    ASSERT_TRUE(layout);
    EXPECT_TRUE(layout->correction);
    EXPECT_FALSE(layout->field_of_column[1]);
    EXPECT_TRUE(layout->unmapped().empty());
    EXPECT_FALSE(fit_columns({{"编号"}, {"问题"}}, resource)->correction);
}

}  // namespace
}  // namespace jutong::ingest
