// 农业农村: family farms and cooperatives, land that households hold, and subsidies for it.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/date.h"
#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view farm_columns[] = {
    "农场编码",     "统一社会信用代码", "农场名称",   "经营者姓名", "经营者身份证号",
    "主营产业",     "经营面积(亩)",     "劳动力人数", "示范等级",   "经营地址",
    "行政区划代码", "入库日期",         "联系电话",   "更新日期"};
constexpr Layout farm_layout{.resource = "agri.family_farm",
                             .file = "agri.family_farm.csv",
                             .format = {},
                             .columns = farm_columns,
                             .dates = DateStyle::iso,
                             .phone_missing = 0.1};

constexpr std::string_view cooperative_columns[] = {
    "统一社会信用代码", "合作社名称", "理事长",       "理事长身份证号", "成员数",   "主营产品",
    "示范等级",         "住所",       "行政区划代码", "成立日期",       "联系电话", "更新日期"};
constexpr Layout cooperative_layout{.resource = "agri.cooperative",
                                    .file = "agri.cooperative.csv",
                                    .format = {.encoding = Encoding::gb18030},
                                    .columns = cooperative_columns,
                                    .dates = DateStyle::chinese,
                                    .dirt = 0.8};

constexpr std::string_view contract_columns[] = {
    "承包合同代码", "承包方代表身份证号", "承包方代表", "联系电话",   "家庭成员数",
    "地块总数",     "承包面积(亩)",       "承包期限起", "承包期限止", "发包方",
    "承包方地址",   "行政区划代码",       "更新日期"};
constexpr Layout contract_layout{.resource = "agri.land_contract",
                                 .file = "agri.land_contract.csv.gz",
                                 .format = {.compression = Compression::gzip},
                                 .columns = contract_columns,
                                 .dates = DateStyle::dot,
                                 .id_missing = 0.02,
                                 .phone_missing = 0.2};

constexpr std::string_view subsidy_columns[] = {
    "发放流水号",   "身份证号", "姓名",     "补贴年度", "补贴面积(亩)",
    "发放金额(元)", "发放日期", "家庭住址", "联系电话", "更新日期"};
constexpr Layout subsidy_layout{.resource = "agri.subsidy",
                                .file = "agri.subsidy.csv",
                                .format = {.encoding = Encoding::gb18030},
                                .columns = subsidy_columns,
                                .dates = DateStyle::iso};

constexpr double listed_farms = 0.8, listed_cooperatives = 0.9;
constexpr double holds_land = 0.8, subsidised = 0.75;
constexpr int subsidy_years = 2;  // the last is that of the extracts
constexpr double subsidy_yuan_a_mu = 133;
constexpr Days second_round = 10'500;  // 1998-10-01: contracts of the second round
constexpr Days round_years = 30;
constexpr Days farms_listed_from = 16'071;  // 2014-01-01
constexpr Days law_from = 13'695;           // 2007-07-01: the law of cooperatives

constexpr std::string_view farm_levels[] = {"一般",     "一般",     "一般",
                                            "县级示范", "市级示范", "省级示范"};
constexpr std::string_view cooperative_levels[] = {"一般",       "一般",       "一般",
                                                   "市级示范社", "省级示范社", "国家级示范社"};

bool is_farm(Organization const& o) {
    return o.kind == OrganizationKind::trader && o.industry.substr(0, 1) == "A";
}

std::string_view product_of(Organization const& o) {
    auto const line = o.industry.substr(0, 3);
    if (line == "A03") return "畜禽养殖";
    if (line == "A04") return "水产养殖";
    if (line == "A05") return "农机服务";
    return line == "A01" ? "粮食和蔬菜种植" : "其他";
}

// The land of a household, in tenths of a mu: the same in the contract and in every subsidy.
std::int64_t tenths_of_mu(Person const& head) { return 12 + head.index * 7'919 % 140; }

class Agriculture final : public Department {
public:
    explicit Agriculture(Output& output)
        : farm_(output.open(farm_layout, SubjectKind::organization)),
          cooperative_(output.open(cooperative_layout, SubjectKind::organization)),
          contract_(output.open(contract_layout, SubjectKind::person)),
          subsidy_(output.open(subsidy_layout, SubjectKind::person)) {}

    void write(Block const& block) override {
        for (std::size_t i = 0; i < block.organizations.size(); ++i) {
            auto const& organization = block.organizations[i];
            auto const& head = *block.representatives[i];
            if (organization.standing != Standing::active) continue;
            if (is_farm(organization)) write_farm(organization, head);
            if (organization.kind == OrganizationKind::cooperative)
                write_cooperative(organization, head);
        }
        for (auto const& person : block.here.people) {
            auto const& home = block.here.home_of(person);
            if (person.kin != "02" || home.place.urban || home.migrant) continue;
            write_contract(block.here, person, home);
            for (int year = 0; year < subsidy_years; ++year) write_subsidy(person, home, year);
        }
    }

private:
    void write_farm(Organization const& o, Person const& head) {
        auto& t = farm_;
        if (!t.begin(o.index, listed_farms)) return;
        t.text(fmt::format("JN{}{:010}", o.place.county->code, o.index + 1));
        t.code(o.credit_code);
        t.name(o.name, o.former_name);
        t.name(head.name);
        t.id_number(head.id_number, head.birth);
        t.word(product_of(o));
        t.decimal(static_cast<double>(t.random().between(200, 6000)) / 10, 1);
        t.number(t.random().between(2, 9));
        t.word(farm_levels[t.random().below(std::size(farm_levels))]);
        t.address(o.address, o.former_address);
        t.text(o.place.county->code);
        t.date(
            day_between(t.random(), std::max(o.established, farms_listed_from), snapshot_day - 30));
        t.phone(o.phone, o.former_phone);
        t.updated(o.established);
        t.end(o.credit_code);
    }

    void write_cooperative(Organization const& o, Person const& head) {
        auto& t = cooperative_;
        if (o.established < law_from || !t.begin(o.index, listed_cooperatives)) return;
        t.key_code(o.credit_code);
        t.name(o.name, o.former_name);
        t.name(head.name);
        t.id_number(head.id_number, head.birth);
        t.number(t.random().between(5, 180));
        t.word(product_of(o));
        t.word(cooperative_levels[t.random().below(std::size(cooperative_levels))]);
        t.address(o.address, o.former_address);
        t.text(o.place.county->code);
        t.date(o.established);
        t.phone(o.phone, o.former_phone);
        t.updated(o.established);
        t.end(o.credit_code);
    }

    void write_contract(Neighbourhood const& here, Person const& p, Household const& home) {
        auto& t = contract_;
        if (!t.begin(p.index, holds_land)) return;
        auto const& county = *home.place.county;
        auto const family = std::ranges::count(here.people, p.home, &Person::home);
        auto const started = std::max(second_round, p.birth + 18 * year_days);
        t.text(fmt::format("{}{:012}J", county.code, p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.phone(p.phone, p.former_phone);
        t.number(family);
        t.number(t.random().between(1, 6));
        t.decimal(static_cast<double>(tenths_of_mu(p)) / 10, 1);
        t.date(started);
        t.date(started + round_years * year_days);
        t.word(fmt::format("{}{}集体经济组织", home.place.town->name, home.place.village->name));
        t.address(home.residence, home.former_residence);
        t.text(county.code);
        t.updated(started);
        t.end(p.subject);
    }

    void write_subsidy(Person const& p, Household const& home, int back) {
        auto& t = subsidy_;
        if (p.died != 0 || !t.begin(p.index * subsidy_years + back, subsidised)) return;
        auto const year = snapshot_year - back;
        auto const yuan = static_cast<std::int64_t>(static_cast<double>(tenths_of_mu(p)) *
                                                    subsidy_yuan_a_mu / 10);
        auto const paid =
            to_days({year, 5, 10}).value_or(0) + static_cast<Days>(t.random().below(50));
        t.text(fmt::format("BT{}{:012}", year, p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.number(year);
        t.decimal(static_cast<double>(tenths_of_mu(p)) / 10, 1);
        t.money(yuan, MoneyStyle::yuan_cents);
        t.date(paid);
        t.address(home.residence, home.former_residence);
        t.phone(p.phone, p.former_phone);
        t.date(paid + 5);
        t.end(p.subject);
    }

    Table& farm_;
    Table& cooperative_;
    Table& contract_;
    Table& subsidy_;
};

}  // namespace

std::unique_ptr<Department> make_agriculture(Output& output) {
    return std::make_unique<Agriculture>(output);
}

}  // namespace jutong::demo
