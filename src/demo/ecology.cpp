// 生态环境: discharge permits, and what is measured at the outlets of those who hold one.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/date.h"
#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view permit_columns[] = {
    "许可证编号", "统一社会信用代码", "单位名称",     "法定代表人", "行业类别",   "管理类别",
    "主要污染物", "生产经营场所地址", "行政区划代码", "发证日期",   "有效期限至", "发证机关",
    "状态",       "更新日期"};
constexpr Layout permit_layout{.resource = "ecology.discharge_permit",
                               .file = "ecology.discharge_permit.csv",
                               .format = {.encoding = Encoding::utf8_with_mark},
                               .columns = permit_columns,
                               .dates = DateStyle::iso,
                               .dirt = 0.7};

constexpr std::string_view monitoring_columns[] = {
    "报告编号",     "统一社会信用代码", "企业名称", "排放口编号", "监测类别",
    "监测项目",     "监测浓度",         "标准限值", "单位",       "是否超标",
    "行政区划代码", "监测日期",         "更新日期"};
constexpr Layout monitoring_layout{.resource = "ecology.monitoring",
                                   .file = "ecology.monitoring.csv",
                                   .format = {.encoding = Encoding::gb18030},
                                   .columns = monitoring_columns,
                                   .dates = DateStyle::slash};

constexpr double permitted = 0.85;
constexpr double monitored = 0.95;  // of the main polluters, a quarter of a year
constexpr double exceeds = 0.04;
constexpr int quarters = 3;            // of the year of the extracts
constexpr Days permits_from = 17'532;  // 2018-01-01
constexpr Days permit_years = 5;

struct Substance {
    std::string_view medium, name, unit, outlet;
    double limit;
};
constexpr Substance substances[] = {
    {"废水", "化学需氧量", "mg/L", "DW001", 50}, {"废水", "氨氮", "mg/L", "DW001", 5},
    {"废水", "总磷", "mg/L", "DW001", 0.5},      {"废气", "颗粒物", "mg/m³", "DA001", 10},
    {"废气", "二氧化硫", "mg/m³", "DA001", 50},  {"废气", "氮氧化物", "mg/m³", "DA001", 100},
    {"废气", "非甲烷总烃", "mg/m³", "DA002", 60}};

enum class Management : std::uint8_t { none, simple, main };

// By the line of business: chemistry, textiles, metal and big stock farms are main polluters.
Management management_of(Organization const& o) {
    if (!is_enterprise(o.kind)) return Management::none;
    auto const line = o.industry.substr(0, 3);
    if (line == "C26" || line == "C17" || line == "C33") return Management::main;
    if (line == "A03") return o.employees >= 5 ? Management::main : Management::simple;
    return line.substr(0, 1) == "C" ? Management::simple : Management::none;
}

class Ecology final : public Department {
public:
    explicit Ecology(Output& output)
        : permit_(output.open(permit_layout, SubjectKind::organization)),
          monitoring_(output.open(monitoring_layout, SubjectKind::organization)) {}

    void write(Block const& block) override {
        for (std::size_t i = 0; i < block.organizations.size(); ++i) {
            auto const& organization = block.organizations[i];
            auto const management = management_of(organization);
            if (management == Management::none || organization.standing != Standing::active)
                continue;
            write_permit(organization, *block.representatives[i], management);
            if (management != Management::main) continue;
            for (int quarter = 0; quarter < quarters; ++quarter)
                write_monitoring(organization, quarter);
        }
    }

private:
    void write_permit(Organization const& o, Person const& head, Management management) {
        auto& t = permit_;
        if (!t.begin(o.index, permitted)) return;
        auto const& county = *o.place.county;
        auto const main = management == Management::main;
        auto const issued =
            day_between(t.random(), std::max(o.established, permits_from), snapshot_day - 20);
        auto const until = issued + permit_years * year_days;
        auto const& state = until < snapshot_day ? certificate_expired : certificate_valid;
        t.text(fmt::format("{}001{}", o.credit_code, main ? 'P' : 'Q'));
        t.code(o.credit_code);
        t.name(o.name, o.former_name);
        t.name(head.name);
        t.word(o.industry);
        t.word(main ? "重点管理" : "简化管理");
        t.word(main ? "化学需氧量;氨氮;颗粒物;二氧化硫;氮氧化物" : "颗粒物;非甲烷总烃");
        t.address(o.address, o.former_address);
        t.text(county.code);
        t.date(issued);
        t.date(until);
        t.word(fmt::format("{}生态环境局", county.city));
        t.coded(state.code, state.title);
        t.updated(issued);
        t.end(o.credit_code);
    }

    void write_monitoring(Organization const& o, int quarter) {
        auto& t = monitoring_;
        if (!t.begin(o.index * quarters + quarter, monitored)) return;
        auto const& substance = substances[t.random().below(std::size(substances))];
        auto const over = t.random().chance(exceeds);
        auto const share = over ? 1.05 + t.random().unit() : 0.05 + 0.85 * t.random().unit();
        auto const first = to_days({snapshot_year, 1 + 3 * quarter, 1}).value_or(0);
        auto const day = first + static_cast<Days>(t.random().below(85));
        t.text(fmt::format("鲁环监({})第{:010}-{}号", snapshot_year, o.index + 1, quarter + 1));
        t.code(o.credit_code);
        t.name(o.name, o.former_name);
        t.text(substance.outlet);
        t.word(substance.medium);
        t.word(substance.name);
        t.decimal(substance.limit * share, 3);
        t.decimal(substance.limit, 1);
        t.word(substance.unit);
        t.word(over ? "是" : "否");
        t.text(o.place.county->code);
        t.date(day);
        t.date(day + 15);
        t.end(o.credit_code);
    }

    Table& permit_;
    Table& monitoring_;
};

}  // namespace

std::unique_ptr<Department> make_ecology(Output& output) {
    return std::make_unique<Ecology>(output);
}

}  // namespace jutong::demo
