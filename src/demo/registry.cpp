// 市场监管: firms, traders, food licences.
#include <algorithm>

#include <fmt/format.h>

#include "demo/departments.h"
#include "element/number_codes.h"

namespace jutong::demo {

namespace {

constexpr std::string_view enterprise_columns[] = {
    "统一社会信用代码", "企业名称",       "注册号",
    "企业类型",         "法定代表人姓名", "法定代表人证件号码",
    "注册资本",         "成立日期",       "营业期限至",
    "经营范围",         "行业代码",       "登记机关",
    "登记状态",         "行政区划",       "所在省份",
    "所在市",           "住所",           "联系电话",
    "核准日期"};
constexpr Layout enterprise_layout{.resource = "samr.enterprise",
                                   .file = "samr.enterprise.csv",
                                   .format = {.encoding = Encoding::gb18030},
                                   .columns = enterprise_columns,
                                   .dates = DateStyle::iso,
                                   .dirt = 0.5,
                                   .phone_missing = 0.1};

constexpr std::string_view trader_columns[] = {
    "主体身份代码", "统一社会信用代码", "注册号",   "名称",     "经营者",   "经营者证件号",
    "组成形式",     "经营范围",         "行业门类", "注册日期", "登记机关", "状态",
    "行政区划",     "经营场所",         "联系电话", "核准日期"};
constexpr Layout trader_layout{.resource = "samr.individual_business",
                               .file = "samr.individual_business.csv",
                               .format = {},
                               .columns = trader_columns,
                               .dates = DateStyle::slash,
                               .dirt = 1.2,
                               .phone_missing = 0.15};

constexpr std::string_view food_columns[] = {
    "许可证编号", "电子证照标识", "统一社会信用代码", "经营者名称", "负责人",
    "主体业态",   "经营项目",     "经营场所",         "签发日期",   "有效期至",
    "发证机关",   "证照状态",     "更新日期"};
constexpr Layout food_layout{.resource = "samr.food_licence",
                             .file = "samr.food_licence.csv",
                             .format = {},
                             .columns = food_columns,
                             .dates = DateStyle::chinese};

constexpr double coded_traders = 0.90;  // the others still have only their old number
constexpr std::string_view food_type = "11100000MB0143028R030";  // a type of the ministry's list

constexpr Coded standings[] = {
    {"1", "存续（在营、开业、在册）"}, {"2", "吊销，未注销"}, {"3", "注销"}};

Coded standing_of(Organization const& o) { return standings[static_cast<std::size_t>(o.standing)]; }

bool sells_food(Organization const& o) {
    return o.industry.substr(0, 3) == "H62" || o.industry == "F5212" || o.industry == "F5213" ||
           o.industry == "F5223" || o.industry == "C1499" || o.industry == "P8310";
}

class Registry final : public Department {
public:
    explicit Registry(Output& output)
        : enterprise_(output.open(enterprise_layout, SubjectKind::organization)),
          trader_(output.open(trader_layout, SubjectKind::organization)),
          food_(output.open(food_layout, SubjectKind::organization)) {}

    void write(Block const& block) override {
        for (std::size_t i = 0; i < block.organizations.size(); ++i) {
            auto const& organization = block.organizations[i];
            auto const& head = *block.representatives[i];
            if (is_enterprise(organization.kind)) write_enterprise(organization, head);
            if (organization.kind == OrganizationKind::trader) write_trader(organization, head);
            if (sells_food(organization)) write_food(organization, head);
        }
    }

private:
    void write_enterprise(Organization const& o, Person const& head) {
        auto& t = enterprise_;
        if (!t.begin(o.index)) return;
        auto const standing = standing_of(o);
        t.key_code(o.credit_code);
        t.name(o.name);
        t.text(o.registration_no);
        t.word(o.type);
        t.name(head.name);
        t.id_number(head.id_number, head.birth);
        if (o.capital_yuan == 0)
            t.blank();
        else if (!o.currency.empty())
            t.foreign_money(o.capital_yuan / 10'000, o.currency);
        else
            t.money(o.capital_yuan, MoneyStyle::mixed);
        t.date(o.established);
        t.date_or_blank(t.random().chance(0.5) ? o.established + 20 * year_days : 0);
        t.long_text(o.scope);
        t.word(o.industry);
        t.word(o.authority);
        t.coded(standing.code, standing.title);
        t.text(o.place.county->code);
        t.word("山东省");
        t.word(o.place.county->city);
        t.address(o.address, o.former_address);
        t.phone(o.phone, o.former_phone);
        t.updated(o.established);
        t.end(o.credit_code);
    }

    void write_trader(Organization const& o, Person const& head) {
        auto& t = trader_;
        if (!t.begin(o.index)) return;
        auto const standing = standing_of(o);
        auto const coded = o.registration_no.empty() || t.random().chance(coded_traders);
        t.text(fmt::format("{}GT{:010}", o.place.county->code, o.index + 1));
        t.code(coded ? std::string_view(o.credit_code) : std::string_view());
        t.text(o.registration_no);
        t.name(o.name);
        t.name(head.name);
        t.id_number(head.id_number, head.birth);
        t.word(t.random().chance(0.8) ? "个人经营" : "家庭经营");
        t.long_text(o.scope);
        t.word(o.industry.substr(0, 1));
        t.date(o.established);
        t.word(o.authority);
        t.coded(standing.code, standing.title);
        t.text(o.place.county->code);
        t.address(o.address, o.former_address);
        t.phone(o.phone, o.former_phone);
        t.updated(o.established);
        t.end(o.credit_code);
    }

    void write_food(Organization const& o, Person const& head) {
        auto& t = food_;
        if (o.standing != Standing::active || !t.begin(o.index, 0.9)) return;
        auto const canteen = o.industry[0] == 'P';
        auto const meals = o.industry[0] == 'H';
        auto const scope = canteen ? Coded{"3", "集中用餐单位食堂"}
                           : meals ? Coded{"2", "餐饮服务经营者"}
                                   : Coded{"1", "食品销售经营者"};
        auto const issued = day_between(
            t.random(), std::max(o.established, snapshot_day - 7 * year_days), snapshot_day - 15);
        auto const until = issued + 5 * year_days;
        auto const& state = until < snapshot_day ? certificate_expired : certificate_valid;
        auto const issuer = element::make_credit_code('1', '1', o.place.county->code, "99100001");
        t.text(fmt::format("JY{}{}{:07}", scope.code, o.place.county->code,
                           (o.index + 1) % 10'000'000));
        t.text(
            element::make_licence_id(food_type, issuer, fmt::format("{:012}", o.index + 1), "001"));
        t.code(o.credit_code);
        t.name(o.name, o.former_name);
        t.name(head.name);
        t.coded(scope.code, scope.title);
        t.long_text(meals || canteen ? "热食类食品制售，不含冷食类、生食类食品制售"
                                     : "预包装食品（含冷藏冷冻食品）销售");
        t.address(o.address, o.former_address);
        t.date(issued);
        t.date(until);
        t.word(fmt::format("{}行政审批服务局", o.place.county->name));
        t.coded(state.code, state.title);
        t.updated(o.established);
        t.end(o.credit_code);
    }

    Table& enterprise_;
    Table& trader_;
    Table& food_;
};

}  // namespace

std::unique_ptr<Department> make_registry(Output& output) {
    return std::make_unique<Registry>(output);
}

}  // namespace jutong::demo
