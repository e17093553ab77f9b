#include "catalog/catalog.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/file.h"

namespace jutong::catalog {
namespace {

constexpr std::string_view pack_head = "pack: p\ntitle: 样例\nversion: 1\n";
constexpr std::string_view department = "department: psb\ntitle: 省公安厅\n";

// A resource without mistakes, to which each test adds one.
std::string resource(std::string const& replaced = "", std::string const& by = "") {
    std::string text = R"(resource: psb.person
title: 人口信息
code: 1/01/001/0001
provider: psb
summary: 户籍人口
format: 数据库
subject_area: 人
update: monthly
published: 2026-01-05
key: id_number
timestamp: updated
subject: {kind: person, number: id_number}
share: {type: conditional, conditions: 依法履职, modes: [api]}
open: {type: denied, basis: 个人信息保护法}
fields:
  - {name: id_number, title: 公民身份号码, element: id_number}
  - {name: name, title: 姓名, element: person_name, required: true}
  - {name: born, title: 出生日期, element: date, min: 1900-01-01}
  - {name: updated, title: 更新日期, element: date}
sources:
  - file: "person*.csv"
    columns: {身份证号: id_number, 姓名: name}
)";
    if (!replaced.empty()) {
        auto const at = text.find(replaced);
        EXPECT_NE(at, std::string::npos) << replaced;
        text.replace(at, replaced.size(), by);
    }
    return text;
}

class CatalogTest : public testing::Test {
protected:
    fs::path const folder_ = fs::path(testing::TempDir()) / "jutong_catalog_test";
    std::unique_ptr<element::Registry> registry_;
    pack::Problems problems_;
    Catalog catalog_;

    void SetUp() override { fs::remove_all(folder_); }
    void TearDown() override { fs::remove_all(folder_); }

    void read(std::vector<std::string> const& documents) {
        problems_.clear();
        std::string all(department);
        for (auto const& document : documents) all += "---\n" + document;
        ASSERT_TRUE(write_file(folder_ / "p" / "pack.yaml", pack_head));
        ASSERT_TRUE(write_file(folder_ / "p" / "all.yaml", all));
        auto const packs = pack::read_packs(folder_, problems_).value();
        registry_ = std::move(*element::Registry::create({}, read_code_lists(packs, problems_)));
        catalog_ = read_catalog(packs, *registry_, problems_);
    }

    std::vector<std::string> reasons() const {
        std::vector<std::string> out;
        for (auto const& problem : problems_) out.push_back(problem.reason);
        return out;
    }
};

TEST_F(CatalogTest, ReadsAResourceWhole) {
    read({resource()});
    ASSERT_EQ(reasons(), std::vector<std::string>());
    auto const* const found = catalog_.find_resource("psb.person");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->table(), "psb_person");
    EXPECT_EQ(found->key, std::vector<std::size_t>{0});
    EXPECT_EQ(found->timestamp, 3U);
    EXPECT_EQ(found->subject.number, std::vector<std::size_t>{0});
    EXPECT_EQ(found->fields[2].min, -25567);  // 1900-01-01
    EXPECT_EQ(found->fields[1].open, Terms::denied);
    EXPECT_EQ(found->sources[0].columns[0].field, "id_number");
}

TEST_F(CatalogTest, ExplainsEveryMistakeWithItsLine) {
    struct Case {
        std::string replaced, by, reason;
    };
    for (auto const& [replaced, by, reason] : {
             Case{"element: person_name", "element: persn_name", "pack.unknown_element"},
             Case{"key: id_number\n", "", "catalog.key"},
             Case{"key: id_number\n", "key: number\n", "pack.unknown_field"},
             Case{"timestamp: updated", "timestamp: [updated, born]", "catalog.timestamp"},
             Case{"timestamp: updated", "timestamp: name", "catalog.timestamp"},
             Case{", conditions: 依法履职", "", "catalog.conditions"},
             Case{", basis: 个人信息保护法", "", "catalog.basis"},
             Case{"{type: conditional, conditions: 依法履职, modes: [api]}",
                  "{type: denied, basis: 法}", ""},
             Case{"open: {type: denied, basis: 个人信息保护法}",
                  "open: {type: conditional, conditions: 申请}", ""},
             Case{"required: true", "share: unconditional", "catalog.looser_field"},
             Case{"provider: psb", "provider: nobody", "pack.unknown_department"},
             Case{"姓名: name}", "姓名: nam}", "pack.unknown_field"},
             Case{"姓名: name}", "姓名: name, 名字: name}", "pack.duplicate_column"},
             Case{"min: 1900-01-01", "min: long ago", "pack.bound"},
             Case{"required: true", "min: 3", "pack.bound"},
             Case{"required: true", "pattern: '['", "pack.pattern"},
             Case{"update: monthly", "update: sometimes", "pack.unknown_word"},
             Case{"name: born", "name: row_id", "pack.field_name"},
             Case{"name: born", "name: name", "pack.duplicate_name"},
             Case{"summary: 户籍人口\n", "", "pack.missing_key"},
             Case{"format: 数据库\n", "format: 数据库\ncolour: red\n", "pack.unknown_key"},
             Case{"resource: psb.person", "resource: person", "pack.resource_name"},
         }) {
        read({resource(replaced, by)});
        if (reason.empty()) {
            EXPECT_EQ(reasons(), std::vector<std::string>()) << by;
            continue;
        }
        ASSERT_FALSE(problems_.empty()) << by;
        EXPECT_TRUE(
            std::ranges::any_of(problems_, [&](auto const& p) { return p.reason == reason; }))
            << by << " gave " << to_string(problems_.front());
        EXPECT_EQ(problems_.front().place.file, "p/all.yaml");
        EXPECT_GT(problems_.front().place.line, 3);
        EXPECT_FALSE(problems_.front().remedy.empty());
    }
}

// 不予共享 ⇒ 不予开放 (domain.md 2.5), of resources and of fields.
TEST_F(CatalogTest, WhatIsNotSharedIsNotOpened) {
    auto text = resource("{type: conditional, conditions: 依法履职, modes: [api]}",
                         "{type: denied, basis: 法}");
    text.replace(text.find("open: {type: denied, basis: 个人信息保护法}"),
                 std::string_view("open: {type: denied, basis: 个人信息保护法}").size(),
                 "open: {type: unconditional}");
    read({text});
    EXPECT_EQ(reasons().front(), "catalog.denied_but_open");
    auto open =
        resource("open: {type: denied, basis: 个人信息保护法}", "open: {type: unconditional}");
    open.replace(open.find("required: true"), 14, "share: denied, open: conditional");
    read({open});
    EXPECT_EQ(reasons(), std::vector<std::string>{"catalog.denied_but_open"});
    open.replace(open.find(", open: conditional"), 19, "");
    read({open});  // a field that only inherits opening is closed by itself
    EXPECT_EQ(reasons(), std::vector<std::string>());
    EXPECT_EQ(catalog_.resources[0].fields[1].open, Terms::denied);
}

TEST_F(CatalogTest, TwoResourcesMayNotShareATable) {
    auto other = resource("resource: psb.person", "resource: psb_person.x");
    auto third = resource("resource: psb.person", "resource: psb.person_x");
    third.replace(third.find("人口信息"), std::string_view("人口信息").size(), "另一个");
    read({other, third});
    EXPECT_EQ(reasons(), std::vector<std::string>{"pack.duplicate_name"});
}

TEST_F(CatalogTest, NamesTheNearestElement) {
    read({resource("element: person_name", "element: persn_name")});
    EXPECT_NE(problems_.front().remedy.find("person_name"), std::string::npos);
}

TEST_F(CatalogTest, ConnectsFeedsToLibraries) {
    std::string const library = R"(library: person
title: 人口库
kind: base
lead: psb
subject: {kind: person, number: id_number}
fields:
  - {name: name, title: 姓名, element: person_name}
  - {name: birth_date, title: 出生日期, element: date, rule: recency}
feeds:
  - {resource: psb.person, fields: {birth_date: born}}
)";
    read({resource(), library});
    ASSERT_EQ(reasons(), std::vector<std::string>());
    auto const& made = catalog_.libraries.at(0);
    EXPECT_EQ(made.feeds[0].number, std::vector<std::size_t>{0});
    EXPECT_EQ(made.feeds[0].fields, (std::vector<std::optional<std::size_t>>{1, 2}));
    EXPECT_EQ(made.fields[1].rule, Rule::recency);

    auto wrong = library;
    wrong.replace(wrong.find("birth_date: born"), 16, "birth_date: name");
    read({resource(), wrong});
    EXPECT_EQ(reasons(), std::vector<std::string>{"pack.kind"});
    wrong = library;
    wrong.replace(wrong.find("psb.person"), 10, "psb.nobody");
    read({resource(), wrong});
    EXPECT_EQ(reasons(), std::vector<std::string>{"pack.unknown_resource"});
    wrong = library;
    wrong.replace(wrong.find("number: id_number"), 17, "number: credit_code");
    read({resource(), wrong});
    EXPECT_EQ(reasons(), std::vector<std::string>{"pack.kind"});
}

TEST_F(CatalogTest, CodeListsBecomeElements) {
    read(
        {"codes: colour\ntitle: 颜色\nentries:\n  - {code: \"1\", title: 红}\n  - {code: \"1\", "
         "title: 蓝}\n"});
    EXPECT_EQ(reasons(), std::vector<std::string>{"pack.duplicate_code"});
    EXPECT_NE(registry_->find("colour"), nullptr);
}

}  // namespace
}  // namespace jutong::catalog
