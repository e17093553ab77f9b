// 民政: marriages, subsistence allowances. Its societies are in public_bodies.cpp.
#include <iterator>

#include <fmt/format.h>

#include "base/date.h"
#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view marriage_columns[] = {
    "登记证字号", "当事人",   "业务类型", "身份证件号", "姓名",
    "民族",       "出生日期", "婚姻状况", "对方姓名",   "对方身份证件号",
    "户口所在地", "登记日期", "登记机关", "备注",       "更新时间"};
constexpr Layout marriage_layout{.resource = "civil.marriage",
                                 .file = "civil.marriage.csv",
                                 .format = {.encoding = Encoding::utf8_with_mark},
                                 .columns = marriage_columns,
                                 .dates = DateStyle::slash,
                                 .nations = NationStyle::brief,
                                 .id_missing = 0.01};

constexpr std::string_view subsistence_columns[] = {
    "救助编号",       "家庭编号", "身份证号", "姓名",     "性别",     "救助类别",
    "月保障金额(元)", "批准日期", "家庭住址", "联系电话", "致困原因", "更新日期"};
constexpr Layout subsistence_layout{.resource = "civil.subsistence",
                                    .file = "civil.subsistence.csv",
                                    .format = {.encoding = Encoding::gb18030},
                                    .columns = subsistence_columns,
                                    .dates = DateStyle::dot,
                                    .dirt = 1.5,
                                    .id_missing = 0.01,
                                    .phone_missing = 0.2};

constexpr Days computers_from = 5'844;  // 1986: older registers are on paper
constexpr double registered_here = 0.85;
constexpr double poor_homes = 0.028;

constexpr std::string_view remarks[] = {"",
                                        "",
                                        "",
                                        "",
                                        "",
                                        "",
                                        "当事人一方为现役军人，凭部队证明办理。",
                                        "补录：纸质档案遗失，依据户口簿登记",
                                        "涉外婚姻，已核验护照"};
constexpr std::string_view causes[] = {
    "因病", "因残",        "缺少劳动力", "因病，长期用药，家庭负担重", "年老体弱，无劳动能力",
    "因学", "意外事故致残"};
constexpr Coded town_relief[] = {
    {"1", "城市最低生活保障"}, {"1", "城市最低生活保障"}, {"3", "城市特困人员"}};
constexpr Coded village_relief[] = {{"2", "农村最低生活保障"},
                                    {"2", "农村最低生活保障"},
                                    {"4", "农村特困人员"},
                                    {"5", "低保边缘家庭"}};

class CivilAffairs final : public Department {
public:
    explicit CivilAffairs(Output& output)
        : marriage_(output.open(marriage_layout, SubjectKind::person)),
          subsistence_(output.open(subsistence_layout, SubjectKind::person)) {}

    void write(Block const& block) override {
        for (auto const& person : block.here.people) {
            auto const* const spouse =
                person.spouse == nobody
                    ? nullptr
                    : &block.here.people[static_cast<std::size_t>(person.spouse)];
            write_marriage(person, spouse, block.here.home_of(person));
        }
        write_poor(block.here);
    }

private:
    // Both of a couple have their row, by the random state of the wife.
    void write_marriage(Person const& p, Person const* spouse, Household const& home) {
        auto const divorced = p.marital == "40";
        if (p.married < computers_from || (spouse == nullptr && !divorced)) return;
        auto const man = p.gender == element::Gender::male;
        auto const& couple = man && spouse != nullptr ? *spouse : p;
        auto& t = marriage_;
        if (!t.begin(couple.index, registered_here)) return;
        if (&couple != &p) t.begin(p.index);
        auto const day =
            divorced ? day_between(t.random(), p.married + 400, snapshot_day - 60) : p.married;
        auto const& county = *home.place.county;
        t.text(fmt::format("{}{}-{}-{:09}", divorced ? "L" : "J", county.code, to_civil(day).year,
                           couple.index + 1));
        t.text(man ? "男方" : "女方");
        t.coded(divorced ? "IB" : "IA", divorced ? "离婚登记" : "结婚登记");
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.nation(p.nation);
        t.date(p.birth);
        t.coded(divorced ? "40" : "20", divorced ? "离婚" : "已婚");
        if (spouse == nullptr) {
            t.blank();
            t.blank();
        } else {
            t.name(spouse->name);
            t.id_number(spouse->id_number, spouse->birth);
        }
        t.address(home.registered_address, home.former_residence);
        t.date(day);
        t.word(fmt::format("{}{}民政局婚姻登记处", county.city, county.name));
        t.long_text(remarks[t.random().below(std::size(remarks))]);
        t.updated_time(day);
        t.end(p.subject);
    }

    void write_poor(Neighbourhood const& here) {
        auto& t = subsistence_;
        for (auto const& p : here.people) {
            // One draw a home, so that a family is poor together.
            if (p.died != 0 || !t.begin(p.household, poor_homes)) continue;
            t.begin(p.index);
            auto const& home = here.home_of(p);
            auto const i = static_cast<std::size_t>(mixed(static_cast<std::uint64_t>(p.household)));
            auto const& relief = here.place.urban ? town_relief[i % std::size(town_relief)]
                                                  : village_relief[i % std::size(village_relief)];
            t.text(fmt::format("JZ37{:010}", p.index + 1));
            t.text(fmt::format("F{:010}", p.household + 1));
            t.id_number(p.id_number, p.birth);
            t.name(p.name, p.former_name);
            t.gender(p.gender);
            t.coded(relief.code, relief.title);
            t.money(t.random().between(30, 110) * 10, MoneyStyle::yuan_cents);
            t.date(day_between(t.random(), snapshot_day - 10 * year_days, snapshot_day - 60));
            t.address(home.residence, home.former_residence);
            t.phone(p.phone, p.former_phone);
            t.long_text(causes[i % std::size(causes)]);
            t.updated();
            t.end(p.subject);
        }
    }

    Table& marriage_;
    Table& subsistence_;
};

}  // namespace

std::unique_ptr<Department> make_civil_affairs(Output& output) {
    return std::make_unique<CivilAffairs>(output);
}

}  // namespace jutong::demo
