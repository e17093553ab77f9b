#include "linkage/field.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "element/registry_for_tests.h"
#include "linkage/people_for_tests.h"

namespace jutong::linkage {
namespace {

TEST(PlainText, IsOneFormForManySpellings) {
    EXPECT_EQ(plain("  O'Brien,  Ann-Marie "), "obrien ann marie");
    EXPECT_EQ(plain("Ｇöteborg"), "goteborg");
    EXPECT_EQ(plain("G&#246;teborg &amp; Co."), "goteborg co");
    EXPECT_EQ(plain("1980-01-05"), "1980-01-05");
    EXPECT_EQ(plain("12.5"), "12.5");
    EXPECT_EQ(plain("张　三（大）"), "张 三 大");
    EXPECT_EQ(plain("?!"), "");
    EXPECT_EQ(plain("\xFF"
                    "a"),
              "\xEF\xBF\xBD"
              "a");
}

TEST(ReadDay, TakesTheUsualOrders) {
    auto const day = Day{1980, 12, 31};
    for (auto const* const text : {"19801231", "1980-12-31", "1980/12/31", "31.12.1980",
                                   "12/31/1980", "31121980", "1980 12 31"})
        EXPECT_EQ(read_day(text), day) << text;
    EXPECT_EQ(read_day("19831345"), (Day{1983, 13, 45}));  // damage is not difference
    EXPECT_EQ(read_day("12"), Day{});
    EXPECT_EQ(read_day("123456789"), Day{});
}

class Levels : public testing::Test {
protected:
    // The level of the two first values of a column that has also these others.
    std::string level(std::string const& a, std::string const& b,
                      std::vector<std::string> const& others) {
        Column column{"c", {}, {}};
        for (auto const& text : others) column.codes.push_back(column.values.add(plain(text)));
        auto const left = column.values.add(plain(a)), right = column.values.add(plain(b));
        column.codes.push_back(left);
        column.codes.push_back(right);
        Field const field(column, static_cast<Row>(column.codes.size()), registry_.reference());
        Prepared prepared;
        auto const at = field.compare(left, right, prepared);
        kind_ = field.kind();
        return std::string(field.levels()[at]);
    }

    element::Registry const& registry_ = element::registry_for_tests();
    Kind kind_ = Kind::name;
};

TEST_F(Levels, OfNames) {
    std::vector<std::string> const names = {"miller", "smith", "jones", "walter", "neumann", "ann"};
    EXPECT_EQ(level("miller", "mueller", names), "alike");
    EXPECT_EQ(kind_, Kind::name);
    EXPECT_EQ(level("miller", "millre", names), "one letter or the same reading");
    EXPECT_EQ(level("m", "miller", names), "a part, an initial");
    EXPECT_EQ(level("miller", "zhou", names), "different");
    EXPECT_EQ(level("张三丰", "章三丰", names), "one letter or the same reading");
    EXPECT_EQ(level("anna maria", "maria anna", names), "one letter or the same reading");
}

TEST_F(Levels, OfDaysNumbersAndTexts) {
    std::vector<std::string> const days = {"19800101", "19750612", "20010305"};
    EXPECT_EQ(level("19800305", "19800503", days), "one digit, or day and month exchanged");
    EXPECT_EQ(kind_, Kind::date);
    EXPECT_EQ(level("19800305", "19800101", days), "year only known");
    EXPECT_EQ(level("19800305", "19810305", days), "one digit, or day and month exchanged");
    EXPECT_EQ(level("19800305", "19570305", days), "two parts");
    std::vector<std::string> const codes = {"1234567", "7654321", "9081726"};
    EXPECT_EQ(level("5551234", "5551243", codes), "one sign");
    EXPECT_EQ(kind_, Kind::code);
    std::vector<std::string> const titles = {
        "a survey of query optimization", "parallel join algorithms revisited",
        "the design of a storage manager", "on the placement of data in a network"};
    EXPECT_EQ(level("Incremental distance join algorithms for spatial databases",
                    "Incremental Distnce Join Algorithms for Spatial Databases", titles),
              "nearly all words");
    EXPECT_EQ(kind_, Kind::text);
}

// A value that the column does not have, or got later, is compared as one that it always had.
TEST(Field, ComparesAnyValue) {
    auto const& reference = element::registry_for_tests().reference();
    std::vector<std::vector<std::string>> const columns = {
        {"miller", "mueller", "anna maria", "maria anna", "m", "smith", "张三丰", "章三丰", "王芳"},
        {"19800305", "19800503", "19800101", "19570305", "1980-03-05", "x"},
        {"13900001111", "13900001112", "91370100ma3c", "13800001111", "13900001121"},
        {"1", "2", "3", "12", "13", "99"}};
    std::array const column_kinds = {Kind::name, Kind::date, Kind::code, Kind::number};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto const known = KnownColumn{"c", column_kinds[i], Keys::all, nullptr};
        Column whole{"c", {}, {}}, half{"c", {}, {}};
        for (auto const& text : columns[i]) whole.codes.push_back(whole.values.add(text));
        for (std::size_t k = 0; k < 3; ++k) half.codes.push_back(half.values.add(columns[i][k]));
        Field const all(whole, static_cast<Row>(columns[i].size()), reference, known);
        Field some(half, 3, reference, known);
        for (std::size_t k = 3; k < columns[i].size(); ++k) {
            Asked asked;
            some.read(columns[i][k], reference, asked);
            EXPECT_EQ(asked.term(), no_value);
            Prepared prepared;
            for (Term term = 1; term <= 3; ++term)
                EXPECT_EQ(some.compare(asked, term),
                          all.compare(static_cast<Term>(k + 1), term, prepared))
                    << columns[i][k] << " and " << half.values.at(term);
        }
        for (std::size_t k = 3; k < columns[i].size(); ++k) half.values.add(columns[i][k]);
        some.grow(reference);
        Prepared prepared, of_all;
        for (Term a = 1; a <= columns[i].size(); ++a)
            for (Term b = 1; b <= columns[i].size(); ++b)
                EXPECT_EQ(some.compare(a, b, prepared), all.compare(a, b, of_all));
    }
}

// Words come with numbers of their own, and pairs of characters make room for them.
TEST(Field, GrowsByWords) {
    auto const& reference = element::registry_for_tests().reference();
    Column column{"c", {}, {}};
    column.codes.push_back(column.values.add("济南市历下区泉城路"));
    Field field(column, 1, reference, {"c", Kind::text, Keys::all, nullptr});
    for (auto const* const text : {"parallel join algorithms revisited", "济南市市中区泉城路",
                                   "parallel jion algorithms revisited", "泉城路"}) {
        column.values.add(text);
        field.grow(reference);
        field.count(static_cast<Term>(column.values.size() - 1), 1);
    }
    Prepared prepared;
    EXPECT_EQ(field.compare(1, 2, prepared), 6);
    EXPECT_LT(field.compare(1, 3, prepared), 5);
    EXPECT_LT(field.compare(2, 4, prepared), 3);
    Asked asked;
    field.read("paralel join algorithms revisited", reference, asked);
    EXPECT_LT(field.compare(asked, 2), 3);
    EXPECT_EQ(field.compare(asked, 1), 6);
}

}  // namespace
}  // namespace jutong::linkage
