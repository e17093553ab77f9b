#include "linkage/organization.h"

#include <gtest/gtest.h>

#include "element/registry_for_tests.h"
#include "linkage/field.h"
#include "linkage/unify.h"

namespace jutong::linkage {
namespace {

class Organizations : public testing::Test {
protected:
    OrganizationParts parts(std::string_view name) {
        std::string plain;
        plain_text(name, plain);
        OrganizationParts out;
        names_.part(plain, out);
        return out;
    }

    // The level of the two first values of a column.
    std::string level(std::string const& a, std::string const& b) {
        Column column{"c", {}, {}};
        std::string plain;
        for (auto const& text :
             {a, b, std::string("烟台市福润百货商店"), std::string("济宁市金乡县正鑫越养殖场")}) {
            plain_text(text, plain);
            column.codes.push_back(column.values.add(plain));
        }
        Field const field(column, static_cast<Row>(column.codes.size()), registry_.reference());
        EXPECT_EQ(field.kind(), Kind::organization);
        Prepared prepared;
        auto const at = field.compare(column.codes[0], column.codes[1], prepared);
        // As a value that the column does not have.
        Asked asked;
        plain_text(a + " ", plain);
        field.read(plain, registry_.reference(), asked);
        EXPECT_EQ(field.compare(asked, column.codes[1]), at);
        return std::string(field.levels()[at]);
    }

    element::Registry const& registry_ = element::registry_for_tests();
    OrganizationNames names_{element::registry_for_tests().reference().divisions()};
};

TEST_F(Organizations, HaveParts) {
    auto const whole = parts("山东省青岛市鹏鑫商贸有限责任公司温州路营业厅");
    EXPECT_EQ(whole.stem, "鹏鑫商贸");
    EXPECT_EQ(whole.branch, "温州路营业厅");
    EXPECT_EQ(whole.places, std::vector<Place>{370200});
    EXPECT_EQ(parts("鹏鑫商贸（青岛）有限公司").stem, "鹏鑫商贸");
    EXPECT_EQ(parts("鹏鑫商贸（青岛）有限公司").places, std::vector<Place>{370200});
    EXPECT_EQ(parts("鹏鑫商贸").stem, "鹏鑫商贸");
    EXPECT_TRUE(parts("鹏鑫商贸").places.empty());
    // What is left must be a name.
    EXPECT_EQ(parts("青岛公司").stem, "青岛");
    EXPECT_EQ(parts("x").stem, "x");
}

TEST_F(Organizations, AreOneButForPlaceAndForm) {
    EXPECT_EQ(level("青岛鹏鑫商贸有限公司", "鹏鑫商贸有限责任公司"), "but for place and form");
    EXPECT_EQ(level("山东省青岛市鹏鑫商贸有限公司", "青岛鹏鑫商贸公司"), "but for place and form");
    EXPECT_EQ(level("青岛鹏鑫商贸有限公司", "济南鹏鑫商贸有限公司"), "another branch or place");
    EXPECT_EQ(level("鹏鑫商贸有限公司", "鹏鑫商贸有限公司第八分公司"), "another branch or place");
    EXPECT_EQ(level("鹏鑫商贸有限公司第八分公司", "鹏鑫商贸有限公司第十六分公司"),
              "another branch or place");
    EXPECT_EQ(level("青岛鹏鑫商贸有限公司", "青岛鹏新商贸有限公司"),
              "one letter or the same reading");
    EXPECT_EQ(level("青岛鹏鑫商贸有限公司", "东方石油加油站"), "different");
}

TEST(Amounts, AreEqualInAnyWords) {
    auto const amount = [](std::string_view text) {
        std::string plain;
        plain_text(text, plain);
        return read_amount(plain).value_or("none");
    };
    for (auto const* const text : {"50万元", "500000元", "500,000元", "50(万元人民币)",
                                   "50.0000万人民币", "50(万)", "0.005亿元"})
        EXPECT_EQ(amount(text), "500000.00") << text;
    EXPECT_EQ(amount("2,784(万美元)"), "27840000.00 美元");
    for (auto const* const text : {"50", "万元", "50万吨", "1.2.3元", ""})
        EXPECT_EQ(amount(text), "none") << text;
}

TEST(Unify, GivesOneValueForOneDay) {
    Column column{"founded", {}, {}};
    for (auto const* const text :
         {"2009-06-19", "2009年6月19日", "20090619", "2009/6/19", "2010-01-01"}) {
        std::string plain;
        plain_text(text, plain);
        column.codes.push_back(column.values.add(plain));
    }
    unify(column);
    EXPECT_EQ(column.codes, (std::vector<Term>{1, 1, 1, 1, 5}));
    Column names{"name", {}, {1, 2}};
    names.values.add("anna");
    names.values.add("berta");
    unify(names);
    EXPECT_EQ(names.codes, (std::vector<Term>{1, 2}));
}

}  // namespace
}  // namespace jutong::linkage
