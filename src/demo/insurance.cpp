// 人社 and 医保: who is insured, of whom nearly all are; and 公积金 in housing.cpp.
#include <fmt/format.h>

#include "demo/departments.h"
#include "demo/rates.h"

namespace jutong::demo {

namespace {

constexpr std::string_view pension_columns[] = {
    "个人编号", "社会保障号码", "姓名",     "性别",     "出生日期",
    "险种",     "参保状态",     "就业状态", "单位名称", "单位统一社会信用代码",
    "缴费基数", "首次参保年月", "手机号码", "联系地址", "更新日期"};
constexpr Layout pension_layout{.resource = "hrss.insurance",
                                .file = "hrss.insurance.tsv",
                                .format = {.delimiter = '\t'},
                                .columns = pension_columns,
                                .dates = DateStyle::compact,
                                .genders = GenderStyle::code,
                                .codes = true,
                                .dirt = 0.8};

constexpr std::string_view medical_columns[] = {
    "人员编号", "证件号码",       "姓名",     "性别",     "民族",     "出生日期", "险种类型",
    "参保状态", "参保地区划代码", "单位名称", "联系地址", "联系电话", "更新时间"};
constexpr Layout medical_layout{.resource = "medins.enrolment",
                                .file = "medins.enrolment.csv.gz",
                                .format = {.compression = Compression::gzip},
                                .columns = medical_columns,
                                .dates = DateStyle::iso,
                                .genders = GenderStyle::code,
                                .nations = NationStyle::code,
                                .codes = true,
                                .dirt = 0.8,
                                .id_missing = 0.004};

constexpr double medically_insured = 0.94;

constexpr Coded paying{"1", "参保缴费"}, paused{"2", "暂停参保"}, ended{"3", "终止参保"},
    drawing{"4", "待遇享受"};
constexpr Coded worker_pension{"110", "企业职工基本养老保险"},
    office_pension{"120", "机关事业单位养老保险"}, resident_pension{"170", "城乡居民基本养老保险"};
constexpr Coded worker_medical{"310", "职工基本医疗保险"},
    resident_medical{"390", "城乡居民基本医疗保险"};

Coded status_of(Person const& p, Random& random) {
    if (p.died != 0) return ended;
    if (p.work == Work::retired) return drawing;
    return random.chance(p.work == Work::employed ? 0.03 : 0.12) ? paused : paying;
}

Coded employment_of(Work work) {
    switch (work) {
        case Work::employed:
            return {"10", "就业"};
        case Work::flexible:
            return {"30", "灵活就业"};
        case Work::unemployed:
            return {"20", "失业"};
        case Work::retired:
            return {"50", "离退休"};
        default:
            return {"40", "在校"};
    }
}

class Insurance final : public Department {
public:
    explicit Insurance(Output& output)
        : pension_(output.open(pension_layout, SubjectKind::person)),
          medical_(output.open(medical_layout, SubjectKind::person)) {}

    void write(Block const& block) override {
        for (std::size_t i = 0; i < block.here.people.size(); ++i) {
            auto const& person = block.here.people[i];
            auto const& home = block.here.home_of(person);
            write_pension(person, home, block.employers[i]);
            write_medical(person.index, person, home, block.employers[i]);
            if (medical_.random().chance(rates::registered_twice))
                write_medical(second_key + person.index, person, home, block.employers[i]);
        }
    }

private:
    void write_pension(Person const& p, Household const& home, Organization const* employer) {
        auto& t = pension_;
        auto const share = p.work == Work::employed   ? 0.97
                           : p.work == Work::retired  ? 0.93
                           : p.work >= Work::employed ? 0.80
                                                      : 0.0;
        if (!t.begin(p.index, share)) return;
        auto const by_office = employer != nullptr && is_public(employer->kind);
        auto const pensioned_worker = p.work == Work::retired && home.place.urban;
        auto const& kind = by_office                                 ? office_pension
                           : employer != nullptr || pensioned_worker ? worker_pension
                                                                     : resident_pension;
        auto const status = status_of(p, t.random());
        auto const employment = employment_of(p.work);
        t.text(fmt::format("37{:010}", p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.date(p.birth);
        t.coded(kind.code, kind.title);
        t.coded(status.code, status.title);
        t.coded(employment.code, employment.title);
        t.word(employer != nullptr ? std::string_view(employer->name) : std::string_view());
        t.code(employer != nullptr ? std::string_view(employer->credit_code) : std::string_view());
        if (p.work == Work::retired)
            t.blank();
        else
            t.money(t.random().between(4416, 22'078), MoneyStyle::yuan_cents);
        t.date(day_between(t.random(), p.birth + 20 * year_days, snapshot_day - 90));
        t.phone(p.phone, p.former_phone);
        t.address(home.residence, home.former_residence);
        t.updated();
        t.end(p.subject);
    }

    void write_medical(std::int64_t key, Person const& p, Household const& home,
                       Organization const* employer) {
        auto& t = medical_;
        if (!t.begin(key, medically_insured)) return;
        auto const& kind = employer != nullptr || (p.work == Work::retired && home.place.urban)
                               ? worker_medical
                               : resident_medical;
        auto const status = p.died != 0 ? ended : t.random().chance(0.03) ? paused : paying;
        t.text(fmt::format("3700000000{:012}", key + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.nation(p.nation);
        t.date(p.birth);
        t.coded(kind.code, kind.title);
        t.coded(status.code, status.title);
        t.text(home.place.county->code);
        t.word(employer != nullptr ? std::string_view(employer->name) : std::string_view());
        t.address(home.residence, home.former_residence);
        t.phone(p.phone, p.former_phone);
        t.updated_time();
        t.end(p.subject);
    }

    Table& pension_;
    Table& medical_;
};

}  // namespace

std::unique_ptr<Department> make_insurance(Output& output) {
    return std::make_unique<Insurance>(output);
}

}  // namespace jutong::demo
