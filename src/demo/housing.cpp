// 住建 and 自然资源: provident fund accounts, real property.
#include <iterator>

#include <fmt/format.h>

#include "base/date.h"
#include "demo/departments.h"
#include "element/number_codes.h"

namespace jutong::demo {

namespace {

constexpr std::string_view fund_columns[] = {"个人账号",     "证件号码", "姓名",     "单位名称",
                                             "单位信用代码", "缴存基数", "账户余额", "开户日期",
                                             "账户状态",     "手机号码", "家庭地址", "更新日期"};
constexpr Layout fund_layout{.resource = "housing.provident_fund",
                             .file = "housing.provident_fund.txt",
                             .format = {.encoding = Encoding::gb18030, .delimiter = '|'},
                             .columns = fund_columns,
                             .dates = DateStyle::iso};

constexpr std::string_view property_columns[] = {
    "不动产权证号", "电子证照标识", "不动产单元号", "权利人",   "权利人证件号", "权利类型", "坐落",
    "建筑面积",     "用途",         "交易价格",     "登记时间", "状态",         "更新时间"};
constexpr Layout property_layout{.resource = "natural.property",
                                 .file = "natural.property.csv",
                                 .format = {},
                                 .columns = property_columns,
                                 .dates = DateStyle::iso,
                                 .codes = true,
                                 .dirt = 0.6,
                                 .id_missing = 0.02};

constexpr double has_fund = 0.62;
constexpr double owns_home = 0.46;
constexpr Days registry_from = 16'495;  // 2015-03-01: one register for all real property
// The ministry's type 001, 不动产权证书.
constexpr std::string_view property_type = "11100000MB03271699001";

// A stand-in for the county's registry, as issuer: valid, and of no real organisation.
std::string issuer_of(County const& county) {
    return element::make_credit_code(
        '1', '2', county.code,
        fmt::format("990{:05}", std::stoi(std::string(county.code)) % 100'000));
}

class Housing final : public Department {
public:
    explicit Housing(Output& output)
        : fund_(output.open(fund_layout, SubjectKind::person)),
          property_(output.open(property_layout, SubjectKind::person)) {}

    void write(Block const& block) override {
        for (std::size_t i = 0; i < block.here.people.size(); ++i) {
            auto const& person = block.here.people[i];
            auto const& home = block.here.home_of(person);
            if (block.employers[i] != nullptr) write_fund(person, home, *block.employers[i]);
            if (person.kin == "02" || person.kin == "10") write_property(person, home);
        }
    }

private:
    void write_fund(Person const& p, Household const& home, Organization const& employer) {
        auto& t = fund_;
        auto const trader = employer.kind == OrganizationKind::trader;
        if (!t.begin(p.index, trader ? 0.05 : has_fund)) return;
        auto const opened = day_between(t.random(), p.birth + 22 * year_days, snapshot_day - 60);
        auto const base = t.random().between(2200, 28'000);
        auto const months = (snapshot_day - opened) / 30;
        t.text(fmt::format("3700{:012}", p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.word(employer.name);
        t.code(employer.credit_code);
        t.money(base, MoneyStyle::yuan_cents);
        t.money(base * months / 10 + t.random().between(0, 999), MoneyStyle::yuan_grouped);
        t.date(opened);
        t.text(t.random().chance(0.06) ? "封存" : "正常");
        t.phone(p.phone, p.former_phone);
        t.address(home.residence, home.former_residence);
        t.updated();
        t.end(p.subject);
    }

    void write_property(Person const& p, Household const& home) {
        auto& t = property_;
        if (home.migrant || !t.begin(p.index, p.kin == "02" ? owns_home : owns_home / 4)) return;
        auto const& county = *home.place.county;
        auto const day = day_between(t.random(), registry_from, snapshot_day - 20);
        auto const year = to_civil(day).year;
        auto const town = home.place.urban;
        t.text(fmt::format("鲁({}){}不动产权第{:08}号", year, county.city, p.index + 1));
        t.text(element::make_licence_id(property_type, issuer_of(county),
                                        fmt::format("{}{:010}", year, p.index + 1), "001"));
        t.text(fmt::format("{}{:06}{}{:05}F{:08}", county.code, t.random().below(1'000'000),
                           town ? "GB" : "JC", t.random().below(100'000), p.index % 100'000'000));
        t.name(p.name, p.former_name);
        t.id_number(p.id_number, p.birth);
        t.coded(town ? "4" : "6",
                town ? "国有建设用地使用权/房屋所有权" : "宅基地使用权/房屋所有权");
        t.address(home.residence, home.residence);
        t.decimal(static_cast<double>(t.random().between(4500, 24'000)) / 100, 2);
        t.word(town ? "城镇住宅用地/住宅" : "农村宅基地/住宅");
        if (town)
            t.money(t.random().between(25, 420) * 10'000 + t.random().between(0, 9) * 1000,
                    MoneyStyle::ten_thousand);
        else
            t.blank();
        t.date(day);
        t.coded("01", "有效");
        t.updated_time(day);
        t.end(p.subject);
    }

    Table& fund_;
    Table& property_;
};

}  // namespace

std::unique_ptr<Department> make_housing(Output& output) {
    return std::make_unique<Housing>(output);
}

}  // namespace jutong::demo
