// 税务, 人社 and 统计: organisations as taxpayers, as employers, as units of the census.
#include <algorithm>

#include <fmt/format.h>

#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view taxpayer_columns[] = {
    "登记序号",       "纳税人识别号", "纳税人名称", "法定代表人姓名", "法定代表人证件号码",
    "纳税人资格类型", "行业代码",     "注册地址",   "生产经营地址",   "联系电话",
    "主管税务机关",   "登记日期",     "纳税人状态", "更新日期"};
constexpr Layout taxpayer_layout{.resource = "tax.taxpayer",
                                 .file = "tax.taxpayer.txt",
                                 .format = {.delimiter = '|'},
                                 .columns = taxpayer_columns,
                                 .dates = DateStyle::compact,
                                 .codes = true};

constexpr std::string_view employer_columns[] = {
    "单位编号", "统一社会信用代码", "组织机构代码", "单位名称", "单位负责人",   "行业代码",
    "参保人数", "单位地址",         "联系电话",     "参保日期", "单位参保状态", "更新日期"};
constexpr Layout employer_layout{.resource = "hrss.employer",
                                 .file = "hrss.employer.csv",
                                 .format = {.encoding = Encoding::gb18030},
                                 .columns = employer_columns,
                                 .dates = DateStyle::iso,
                                 .codes = true};

constexpr std::string_view unit_columns[] = {
    "单位编码", "统一社会信用代码", "组织机构代码", "单位详细名称", "单位负责人",
    "行业代码", "从业人员期末人数", "营业收入",     "区划代码",     "单位所在地",
    "联系电话", "开业时间",         "运营状态",     "更新日期"};
constexpr Layout unit_layout{.resource = "stat.unit",
                             .file = "stat.unit.csv.gz",
                             .format = {.compression = Compression::gzip},
                             .columns = unit_columns,
                             .dates = DateStyle::iso,
                             .dirt = 1.5};

constexpr double old_number = 0.015;  // taxpayers known by their number of before 2015
constexpr double employer_by_old_code = 0.06, unit_by_old_code = 0.15;
constexpr double moved_business = 0.25;  // works elsewhere than registered

class Employers final : public Department {
public:
    explicit Employers(Output& output)
        : taxpayer_(output.open(taxpayer_layout, SubjectKind::organization)),
          employer_(output.open(employer_layout, SubjectKind::organization)),
          unit_(output.open(unit_layout, SubjectKind::organization)) {}

    void write(Block const& block) override {
        for (std::size_t i = 0; i < block.organizations.size(); ++i) {
            auto const& organization = block.organizations[i];
            write_taxpayer(organization, *block.representatives[i]);
            write_employer(organization, *block.representatives[i]);
            write_unit(organization, *block.representatives[i]);
        }
    }

private:
    static double pays(OrganizationKind kind) {
        if (is_enterprise(kind)) return 0.95;
        return kind == OrganizationKind::trader ? 0.60 : 0.45;
    }

    void write_taxpayer(Organization const& o, Person const& head) {
        auto& t = taxpayer_;
        if (!t.begin(o.index, pays(o.kind))) return;
        auto const small = o.kind == OrganizationKind::trader || o.capital_yuan < 2'000'000;
        auto const standing =
            o.standing == Standing::active ? Coded{"1", "正常"} : Coded{"3", "注销"};
        auto const& county = *o.place.county;
        t.text(fmt::format("1013700{:013}", o.index + 1));
        if (t.random().chance(old_number))
            t.text(fmt::format("{}{}", county.code, o.organization_code));
        else
            t.code(o.credit_code);
        t.name(o.name, o.former_name);
        t.name(head.name);
        t.id_number(head.id_number, head.birth);
        t.coded(small ? "2" : "1", small ? "小规模纳税人" : "增值税一般纳税人");
        t.word(o.industry.substr(1));
        t.address(o.address, o.former_address);
        auto const moved = t.random().chance(moved_business);
        t.address(moved ? o.former_address : o.address, o.former_address);
        t.phone(o.phone, o.former_phone);
        t.word(fmt::format("国家税务总局{}{}税务局", county.city, county.name));
        t.date(
            std::min(o.established + static_cast<Days>(t.random().between(0, 30)), snapshot_day));
        t.coded(standing.code, standing.title);
        t.updated(o.established);
        t.end(o.credit_code);
    }

    void write_employer(Organization const& o, Person const& head) {
        auto& t = employer_;
        auto const share = o.kind == OrganizationKind::trader ? 0.06 : 0.72;
        if (o.standing != Standing::active || !t.begin(o.index, share)) return;
        auto const by_old = t.random().chance(employer_by_old_code);
        t.text(fmt::format("3700{:010}", o.index + 1));
        t.code(by_old ? std::string_view() : std::string_view(o.credit_code));
        t.code(by_old || t.random().chance(0.3) ? std::string_view(o.organization_code)
                                                : std::string_view());
        t.name(o.name, o.former_name);
        t.name(head.name);
        t.word(o.industry);
        t.number(o.employees);
        t.address(o.address, o.former_address);
        t.phone(o.phone, o.former_phone);
        t.date(day_between(t.random(), o.established, snapshot_day - 30));
        t.coded("1", "参保缴费");
        t.updated(o.established);
        t.end(o.credit_code);
    }

    void write_unit(Organization const& o, Person const& head) {
        auto& t = unit_;
        auto const share = o.kind == OrganizationKind::trader ? 0.03 : 0.80;
        if (!t.begin(o.index, share)) return;
        auto const by_old = t.random().chance(unit_by_old_code);
        auto const revenue = o.employees * t.random().between(40, 900) * 1000;
        t.text(fmt::format("{}{:09}", o.place.county->code, o.index + 1));
        t.code(by_old ? std::string_view() : std::string_view(o.credit_code));
        t.code(by_old ? std::string_view(o.organization_code) : std::string_view());
        t.name(o.name, o.former_name);
        t.name(head.name);
        t.word(o.industry);
        t.number(o.employees);
        if (is_public(o.kind))
            t.blank();
        else
            t.money(revenue, MoneyStyle::ten_thousand);
        t.text(o.place.county->code);
        t.address(o.address, o.former_address);
        t.phone(o.phone, o.former_phone);
        t.date(o.established);
        t.word(o.standing == Standing::active ? "正常运营" : "当年关闭");
        t.updated(o.established);
        t.end(o.credit_code);
    }

    Table& taxpayer_;
    Table& employer_;
    Table& unit_;
};

}  // namespace

std::unique_ptr<Department> make_employers(Output& output) {
    return std::make_unique<Employers>(output);
}

}  // namespace jutong::demo
