// 公安: the household register, residence permits, driving licences.
#include <fmt/format.h>

#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view household_columns[] = {
    "人员编号", "公民身份号码", "姓名",           "曾用名",   "性别", "民族",
    "出生日期", "出生地",       "户籍地行政区划", "户籍地址", "户号", "与户主关系",
    "婚姻状况", "文化程度",     "死亡日期",       "更新日期"};
constexpr Layout household_layout{.resource = "psb.household",
                                  .file = "psb.household.csv",
                                  .format = {.encoding = Encoding::gb18030},
                                  .columns = household_columns,
                                  .dates = DateStyle::compact,
                                  .genders = GenderStyle::code,
                                  .nations = NationStyle::code,
                                  .codes = true,
                                  .dirt = 0.3,
                                  .id_missing = 0.001};

constexpr std::string_view permit_columns[] = {
    "居住证编号", "证件号码", "姓名",     "性别",     "民族",     "出生年月日", "户籍地代码",
    "现居住地址", "手机号码", "居住事由", "签发日期", "有效期至", "更新时间"};
constexpr Layout permit_layout{.resource = "psb.residence_permit",
                               .file = "psb.residence_permit.csv",
                               .format = {},
                               .columns = permit_columns,
                               .dates = DateStyle::iso,
                               .nations = NationStyle::full};

constexpr std::string_view licence_columns[] = {"档案编号", "身份证明号码", "姓名",     "性别",
                                                "准驾车型", "初次领证日期", "有效期止", "状态",
                                                "登记住所", "手机",         "发证机关", "更新时间"};
constexpr Layout licence_layout{.resource = "psb.driving_licence",
                                .file = "psb.driving_licence.csv.zst",
                                .format = {.compression = Compression::zstd},
                                .columns = licence_columns,
                                .dates = DateStyle::iso,
                                .genders = GenderStyle::word,
                                .codes = true,
                                .dirt = 0.6,
                                .id_missing = 0.002};

constexpr std::string_view reasons[] = {"务工", "务工", "务工", "经商", "投靠亲属", "就学", "购房"};
constexpr Coded vehicle_classes[] = {
    {"C1", "小型汽车"}, {"C1", "小型汽车"},       {"C1", "小型汽车"},
    {"C1", "小型汽车"}, {"C2", "小型自动挡汽车"}, {"C2", "小型自动挡汽车"},
    {"B2", "大型货车"}, {"A2", "重型牵引挂车"},   {"E", "普通二轮摩托车"},
    {"C1", "小型汽车"}, {"A1", "大型客车"},       {"D", "普通三轮摩托车"}};

// Most who hold a licence are between 20 and 60.
double drives(Person const& person) {
    if (person.age < 19 || person.age > 75) return 0;
    auto const man = person.gender == element::Gender::male;
    if (person.age < 60) return man ? 0.70 : 0.42;
    return man ? 0.25 : 0.04;
}

class Police final : public Department {
public:
    explicit Police(Output& output)
        : household_(output.open(household_layout, SubjectKind::person)),
          permit_(output.open(permit_layout, SubjectKind::person)),
          licence_(output.open(licence_layout, SubjectKind::person)) {}

    void write(Block const& block) override {
        for (auto const& person : block.here.people) {
            auto const& home = block.here.home_of(person);
            if (home.migrant) {
                write_permit(person, home);
            } else if (!person.id_number.empty()) {
                write_household(person, home);
            }
            write_licence(person, home);
        }
    }

private:
    void write_household(Person const& p, Household const& home) {
        auto& t = household_;
        if (!t.begin(p.index)) return;
        t.text(fmt::format("37{:012}", p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name);
        t.name(p.former_name);
        t.gender(p.gender);
        t.nation(p.nation);
        t.date(p.birth);
        t.word(p.birthplace);
        t.text(home.registered_division);
        t.address(home.registered_address, home.registered_address);
        t.text(home.number);
        t.coded(p.kin, kin_title(p.kin));
        t.coded(p.marital, marital_title(p.marital));
        t.coded(p.education, education_title(p.education));
        t.date_or_blank(p.died);
        t.updated();
        t.end(p.subject);
    }

    void write_permit(Person const& p, Household const& home) {
        auto& t = permit_;
        if (p.age < 16 || p.died != 0 || !t.begin(p.index, 0.85)) return;
        auto const issued =
            day_between(t.random(), snapshot_day - 5 * year_days, snapshot_day - 10);
        t.text(fmt::format("3700{:014}", p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.nation(p.nation);
        t.date(p.birth);
        t.text(home.registered_division);
        t.address(home.residence, home.former_residence);
        t.phone(p.phone, p.former_phone);
        t.word(reasons[t.random().below(std::size(reasons))]);
        t.date(issued);
        t.date(issued + year_days);
        t.updated_time(issued);
        t.end(p.subject);
    }

    void write_licence(Person const& p, Household const& home) {
        auto& t = licence_;
        if (!t.begin(p.index, drives(p))) return;
        auto const first =
            day_between(t.random(), p.birth + 18 * year_days + 60, snapshot_day - 30);
        auto const years = (snapshot_day - first) / year_days;
        auto const term = years < 6 ? 6 : years < 16 ? 16 : 36;
        auto const& klass = vehicle_classes[t.random().below(std::size(vehicle_classes))];
        auto const& status = p.died != 0               ? certificate_cancelled
                             : t.random().chance(0.02) ? certificate_expired
                                                       : certificate_valid;
        t.text(fmt::format("37{:010}", p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.coded(klass.code, klass.title);
        t.date(first);
        t.date(first + term * year_days + term / 4);
        t.coded(status.code, status.title);
        t.address(home.residence, home.former_residence);
        t.phone(p.phone, p.former_phone);
        t.word(fmt::format("{}公安局交通警察支队", home.place.county->city));
        t.updated_time();
        t.end(p.subject);
    }

    Table& household_;
    Table& permit_;
    Table& licence_;
};

}  // namespace

std::unique_ptr<Department> make_police(Output& output) { return std::make_unique<Police>(output); }

}  // namespace jutong::demo
