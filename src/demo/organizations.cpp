#include "demo/organizations.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "base/text.h"
#include "demo/rates.h"
#include "demo/trades.h"
#include "element/names.h"
#include "element/number_codes.h"

namespace jutong::demo {

namespace {

// By the share of each kind among the organisations of the province.
struct KindShare {
    OrganizationKind kind;
    double share;
    std::string_view code;
};
constexpr KindShare kinds[] = {
    {OrganizationKind::company, 0.335, "91"},     {OrganizationKind::branch, 0.020, "91"},
    {OrganizationKind::sole_firm, 0.022, "91"},   {OrganizationKind::partnership, 0.008, "91"},
    {OrganizationKind::cooperative, 0.025, "93"}, {OrganizationKind::trader, 0.500, "92"},
    {OrganizationKind::organ, 0.008, "11"},       {OrganizationKind::institution, 0.042, "12"},
    {OrganizationKind::society, 0.014, "51"},     {OrganizationKind::service, 0.025, "52"},
    {OrganizationKind::foundation, 0.001, "53"}};

constexpr double foreign_capital = 0.004;
constexpr double city_codes = 0.15;  // registered by the city, not the county
constexpr double renamed = 0.06;
constexpr double revoked = 0.05, closed = 0.12;
constexpr double public_among_big = 0.45;  // of the first tenth of a county, the big employers
constexpr Days new_codes_from = 16'709;    // 2015-10-01: one licence, one code
constexpr std::int64_t old_codes = 100'000'000;  // eight digits
constexpr std::int64_t new_codes = 887'503'681;  // 31^6: MA and six characters
constexpr std::int64_t stride = 61'803'399;      // prime to both

constexpr std::string_view company_types[] = {"有限责任公司(自然人投资或控股)",
                                              "有限责任公司(自然人投资或控股)",
                                              "有限责任公司(自然人独资)",
                                              "有限责任公司(自然人独资)",
                                              "其他有限责任公司",
                                              "有限责任公司(国有控股)",
                                              "股份有限公司"};
constexpr std::string_view organs[] = {
    "人民政府办公室",   "发展和改革局",     "教育和体育局", "公安局",
    "民政局",           "司法局",           "财政局",       "人力资源和社会保障局",
    "自然资源和规划局", "住房和城乡建设局", "交通运输局",   "水利局",
    "农业农村局",       "商务局",           "文化和旅游局", "卫生健康局",
    "退役军人事务局",   "应急管理局",       "审计局",       "行政审批服务局",
    "市场监督管理局",   "统计局",           "医疗保障局",   "综合行政执法局"};
constexpr std::string_view institutions[] = {"中心小学",       "中心卫生院",   "初级中学",
                                             "中心幼儿园",     "便民服务中心", "农业综合服务中心",
                                             "社会工作服务站", "文化站",       "财政经管服务中心",
                                             "水利站",         "畜牧兽医站",   "林业站"};
constexpr std::string_view county_institutions[] = {
    "第一中学",         "实验中学",         "实验小学",         "人民医院",
    "中医医院",         "妇幼保健院",       "疾病预防控制中心", "不动产登记中心",
    "公共资源交易中心", "图书馆",           "档案馆",           "融媒体中心",
    "社会保险事业中心", "公路事业发展中心", "环境卫生服务中心", "职业中等专业学校",
    "农业技术推广中心", "河湖管理服务中心"};
constexpr std::string_view societies[] = {"个体劳动者私营企业协会",
                                          "书法家协会",
                                          "老年人体育协会",
                                          "养蜂协会",
                                          "餐饮行业协会",
                                          "青年企业家协会",
                                          "慈善总会",
                                          "建筑业协会",
                                          "志愿者协会",
                                          "商会",
                                          "摄影家协会",
                                          "棋类协会"};
constexpr std::string_view services[] = {
    "幼儿园",   "艺术培训学校", "社会工作服务中心", "养老服务中心", "职业培训学校",
    "康复中心", "护理院",       "社区服务中心",     "体育俱乐部",   "老年公寓"};

template <std::size_t Size>
std::string_view pick(Random& random, std::string_view const (&table)[Size]) {
    return table[random.below(Size)];
}

KindShare const& kind_of(double rank, Random& random) {
    auto u = random.unit();
    if (rank < 0.1 && random.chance(public_among_big))
        return kinds[random.chance(0.25) ? 6 : random.chance(0.8) ? 7 : 0];
    if (rank < 0.1) return kinds[0];
    for (auto const& kind : kinds) {
        u -= kind.share;
        if (u < 0) return kind;
    }
    return kinds[5];
}

// Eight characters that no other organisation has.
std::string org8_of(std::int64_t index, bool is_new) {
    if (!is_new) return fmt::format("{:08}", (index + 1) * stride % old_codes);
    auto value = (index + 1) * stride % new_codes;
    std::string out = "MA000000";
    for (std::size_t i = 7; i >= 2; --i) {
        out[i] = element::credit_characters[static_cast<std::size_t>(value % 31)];
        value /= 31;
    }
    return out;
}

// The county's or the city's name without the last character: 济南, 历下.
std::string_view short_name(std::string_view name) {
    auto const points = length(name);
    return points > 2 ? first_code_points(name, points - 1) : name;
}

std::string region_of(Organization const& o, Random& random) {
    auto const& county = *o.place.county;
    auto const u = random.unit();
    if (u < 0.12) return "山东";
    if (u < 0.45) return std::string(short_name(county.city));
    if (u < 0.65) return std::string(county.city);
    if (u < 0.85) return std::string(county.name);
    return fmt::format("{}{}", county.city, county.name);
}

// Of whom a name is asked: a branch asks for its parent's, which is then no branch itself.
enum class Asked : std::uint8_t { itself, as_parent };
Organization make(World const& world, std::int64_t index, Asked asked);

void name_enterprise(World const& world, Organization& o, Random& random) {
    auto const& trade =
        o.kind == OrganizationKind::cooperative ? cooperative_trade(random) : company_trade(random);
    o.industry = trade.industry;
    o.scope = trade.scope;
    auto const region = region_of(o, random);
    auto const word = element::trade_name(random);
    switch (o.kind) {
        case OrganizationKind::cooperative:
            o.type = "农民专业合作社";
            o.name = fmt::format("{}{}{}专业合作社", o.place.county->name, word, trade.word);
            return;
        case OrganizationKind::sole_firm:
            o.type = "个人独资企业";
            o.name = fmt::format("{}{}{}{}", region, word, trade.word,
                                 random.chance(0.5) ? "厂" : "经营部");
            return;
        case OrganizationKind::partnership:
            o.type = random.chance(0.6) ? "有限合伙企业" : "普通合伙企业";
            o.name = fmt::format("{}{}{}中心({})", region, word, trade.word,
                                 o.type == "有限合伙企业" ? "有限合伙" : "普通合伙");
            return;
        case OrganizationKind::branch: {
            o.type = "有限责任公司分公司";
            auto const all = world.plan().organizations;
            auto const of =
                static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(all)));
            auto const parent = make(world, of, Asked::as_parent);
            auto const fits = parent.kind == OrganizationKind::company;
            o.name = fmt::format(
                "{}{}分公司",
                fits ? parent.name : fmt::format("{}{}{}有限公司", region, word, trade.word),
                short_name(o.place.county->name));
            return;
        }
        default:
            break;
    }
    o.type = pick(random, company_types);
    auto const form = o.type == "股份有限公司" ? "股份有限公司"
                      : random.chance(0.15)    ? "有限责任公司"
                                               : "有限公司";
    o.name = random.chance(0.15) ? fmt::format("{}({}){}{}", word, region, trade.word, form)
                                 : fmt::format("{}{}{}{}", region, word, trade.word, form);
}

void name_other(Organization& o, Random& random) {
    auto const& county = *o.place.county;
    auto const where = fmt::format("{}{}", county.city, county.name);
    switch (o.kind) {
        case OrganizationKind::trader: {
            auto const& trade = trader_trade(random);
            o.type = "个体工商户";
            o.industry = trade.industry;
            o.scope = trade.scope;
            auto const word = random.chance(0.3) ? fmt::format("{}{}", element::surname(random),
                                                               random.chance(0.5) ? "记" : "家")
                                                 : element::trade_name(random);
            o.name = fmt::format("{}{}{}", random.chance(0.6) ? std::string(county.name) : where,
                                 word, trade.word);
            return;
        }
        case OrganizationKind::organ:
            o.type = "机关";
            o.industry = "S9221";
            o.scope = "贯彻执行国家法律、法规和政策，承担本行政区域相关行政管理职责。";
            o.name = random.chance(0.5) ? fmt::format("{}{}", where, pick(random, organs))
                                        : fmt::format("{}{}人民政府", where, o.place.town->name);
            return;
        case OrganizationKind::institution: {
            o.type = "事业单位";
            o.industry = random.chance(0.5) ? "P8321" : random.chance(0.5) ? "Q8423" : "S9227";
            o.scope = "承担辖区内公益服务和技术支持工作，促进社会事业发展。";
            o.name =
                random.chance(0.35)
                    ? fmt::format("{}{}", where, pick(random, county_institutions))
                    : fmt::format("{}{}{}", where, o.place.town->name, pick(random, institutions));
            return;
        }
        case OrganizationKind::society:
            o.type = "社会团体";
            o.industry = "S9521";
            o.scope = "开展行业交流、业务培训、咨询服务，承办政府部门委托事项。";
            o.name = fmt::format("{}{}", random.chance(0.3) ? std::string(county.city) : where,
                                 pick(random, societies));
            return;
        case OrganizationKind::foundation:
            o.type = "基金会";
            o.industry = "S9530";
            o.scope = "资助教育、扶贫济困、救灾等公益慈善活动。";
            o.name = fmt::format("山东省{}公益基金会", element::trade_name(random));
            return;
        default:
            o.type = "民办非企业单位";
            o.industry = random.chance(0.6) ? "P8310" : "Q8514";
            o.scope = "按照登记证书核准的业务范围，面向社会提供教育、养老、康复等服务。";
            o.name =
                fmt::format("{}{}{}", where, element::trade_name(random), pick(random, services));
    }
}

std::int64_t capital_of(OrganizationKind kind, Random& random) {
    constexpr std::int64_t wan = 10'000;
    constexpr std::int64_t usual[] = {10,  30,  50,  50,   100,  100,  100,  200,  200,  300,   500,
                                      500, 600, 800, 1000, 1000, 1008, 2000, 3000, 5000, 10'000};
    constexpr std::int64_t small[] = {1, 3, 3, 5, 10, 20, 30, 50};
    switch (kind) {
        case OrganizationKind::branch:
        case OrganizationKind::organ:
            return 0;
        case OrganizationKind::trader:
        case OrganizationKind::society:
        case OrganizationKind::service:
            return small[random.below(std::size(small))] * wan;
        default:
            break;
    }
    if (random.chance(0.03)) return random.between(10, 20'000) * wan + random.between(1, 9999);
    return usual[random.below(std::size(usual))] * wan;
}

// How many the county's employed spread over organisations gives one of that rank (0 = the
// biggest): the density of random_employer.
std::int64_t employees_of(World const& world, County const& county, double rank, Random& random) {
    constexpr double employed = 0.27;
    auto const people = world.neighbourhoods_of(county).size() * neighbourhood_people;
    auto const all = world.organizations_in(county).size();
    auto const mean = employed * static_cast<double>(people) / static_cast<double>(all);
    auto const here = mean / 3 * std::pow(rank, -2.0 / 3) * (0.7 + 0.6 * random.unit());
    return std::max<std::int64_t>(1, std::llround(here));
}

void make_codes(Organization& o, std::string_view kind, bool by_city) {
    auto const org8 = org8_of(o.index, o.established >= new_codes_from);
    auto const area = by_city ? fmt::format("{}00", o.place.county->city_code)
                              : std::string(o.place.county->code);
    o.kind_code = kind;
    o.credit_code = element::make_credit_code(kind[0], kind[1], area, org8);
    o.organization_code = element::make_organization_code(org8);
    if (o.established < new_codes_from && (kind[0] == '9'))
        o.registration_no = element::make_registration_number(
            area, static_cast<int>(o.index % 1'000'000 * 10 + (kind == "92" ? 60'000'000 : 0)));
    auto const where = fmt::format("{}{}", o.place.county->city,
                                   by_city ? std::string_view() : o.place.county->name);
    auto const office = kind[0] == '9'   ? (o.index % 3 == 0 ? "市场监督管理局" : "行政审批服务局")
                        : kind[0] == '1' ? "事业单位监督管理局"
                                         : "行政审批服务局";
    o.authority = where + office;
}

Organization make(World const& world, std::int64_t index, Asked asked) {
    auto random = world.random(Stream::organization, index);
    auto const& county = world.county_of(world.neighbourhood_of_organization(index));
    auto const all = world.organizations_in(county);
    auto const rank =
        (static_cast<double>(index - all.first) + 0.5) / static_cast<double>(all.size());
    Organization o{};
    o.index = index;
    o.place = world.places().random_place(county, random);
    auto const& kind = kind_of(rank, random);
    auto const parent = asked == Asked::as_parent && kind.kind == OrganizationKind::branch;
    o.kind = parent ? OrganizationKind::company : kind.kind;
    // Half of all are younger than eight years.
    auto const age_days = std::pow(random.unit(), 1.8) * 40 * 365;
    o.established = snapshot_day - 60 - static_cast<Days>(age_days);
    make_codes(o, kind.code, random.chance(city_codes));
    if (is_enterprise(o.kind))
        name_enterprise(world, o, random);
    else
        name_other(o, random);
    if (o.kind == OrganizationKind::company && random.chance(renamed)) {
        auto other = o;
        name_enterprise(world, other, random);
        o.former_name = other.name;
    }
    o.capital_yuan = capital_of(o.kind, random);
    if (o.kind == OrganizationKind::company && random.chance(foreign_capital)) {
        constexpr std::string_view currencies[] = {"美元", "美元", "欧元", "港元", "日元"};
        o.currency = pick(random, currencies);
        o.type = "有限责任公司(外商投资)";
    }
    auto const u = random.unit();
    o.standing = is_public(o.kind) || u > revoked + closed ? Standing::active
                 : u < revoked                             ? Standing::revoked
                                                           : Standing::closed;
    if (o.standing == Standing::closed)
        o.closed = o.established + static_cast<Days>(random.below(
                                       static_cast<std::uint64_t>(snapshot_day - o.established)));
    o.employees = employees_of(world, county, rank, random);
    o.address = address_in(o.place, random);
    o.former_address = address_in(world.places().random_place(county, random), random);
    // The two biggest cities have numbers of eight digits.
    auto const big = county.telephone == "0531" || county.telephone == "0532";
    o.phone = random.chance(0.6) ? element::mobile_number(random)
                                 : fmt::format("{}-{}{}", county.telephone, big ? "8" : "",
                                               random.between(2'000'000, 8'999'999));
    o.former_phone = element::mobile_number(random);
    return o;
}

}  // namespace

bool is_enterprise(OrganizationKind kind) { return kind <= OrganizationKind::cooperative; }

bool is_public(OrganizationKind kind) {
    return kind == OrganizationKind::organ || kind == OrganizationKind::institution;
}

bool is_social(OrganizationKind kind) { return kind >= OrganizationKind::society; }

Organization make_organization(World const& world, std::int64_t index) {
    return make(world, index, Asked::itself);
}

Person const& representative_of(World const& world, Organization const& organization,
                                Neighbourhood const& neighbourhood) {
    auto random = world.random(Stream::representative, organization.index);
    auto const& people = neighbourhood.people;
    constexpr int of_age = 23, too_old = 75, tries = 8;
    auto const* chosen = &people.front();
    for (int i = 0; i < tries; ++i) {
        chosen = &people[random.below(people.size())];
        if (chosen->age >= of_age && chosen->age < too_old) break;
    }
    return *chosen;
}

}  // namespace jutong::demo
