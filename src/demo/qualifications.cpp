// 交通, 残联, 退役军人, 司法: those who hold a certificate of theirs.
#include <iterator>

#include <fmt/format.h>

#include "base/date.h"
#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view driver_columns[] = {
    "从业资格证号", "身份证号码", "姓名",     "性别",     "从业资格类别", "服务单位",
    "初次领证日期", "有效期止",   "证件状态", "联系电话", "住址",         "更新日期"};
constexpr Layout driver_layout{.resource = "transport.practitioner",
                               .file = "transport.practitioner.csv",
                               .format = {},
                               .columns = driver_columns,
                               .dates = DateStyle::slash_padded};

constexpr std::string_view disabled_columns[] = {
    "残疾人证号", "身份证号", "姓名",   "性别",     "民族",     "残疾类别", "残疾等级",
    "监护人",     "联系电话", "现住址", "发证日期", "有效期至", "证件状态", "更新日期"};
constexpr Layout disabled_layout{.resource = "disabled.certificate",
                                 .file = "disabled.certificate.csv",
                                 .format = {.encoding = Encoding::gb18030},
                                 .columns = disabled_columns,
                                 .dates = DateStyle::dot,
                                 .phone_missing = 0.15};

constexpr std::string_view veteran_columns[] = {
    "优待证编号", "公民身份证号", "姓名",     "性别",     "对象类别", "政治面貌", "入伍时间",
    "退役时间",   "联系电话",     "常住地址", "制证日期", "证件状态", "更新日期"};
constexpr Layout veteran_layout{.resource = "veterans.card",
                                .file = "veterans.card.csv",
                                .format = {},
                                .columns = veteran_columns,
                                .dates = DateStyle::chinese,
                                .nations = NationStyle::full};

constexpr std::string_view lawyer_columns[] = {
    "执业证号",     "公民身份号码", "姓名",     "性别",
    "政治面貌",     "学历",         "执业机构", "执业机构统一社会信用代码",
    "首次执业时间", "年度考核结果", "联系电话", "更新日期"};
constexpr Layout lawyer_layout{.resource = "justice.lawyer",
                               .file = "justice.lawyer.csv",
                               .format = {.encoding = Encoding::utf8_with_mark},
                               .columns = lawyer_columns,
                               .dates = DateStyle::iso,
                               .dirt = 0.7};

constexpr double transport_men = 0.035;
constexpr double disabled_share = 0.018;
constexpr double veterans_men = 0.045;
constexpr double lawyers = 0.006;    // of those with a degree
constexpr Days cards_from = 18'993;  // 2022-01-01

constexpr Coded qualifications[] = {
    {"2", "道路货物运输驾驶员"},     {"2", "道路货物运输驾驶员"}, {"2", "道路货物运输驾驶员"},
    {"1", "道路旅客运输驾驶员"},     {"4", "巡游出租汽车驾驶员"}, {"5", "网络预约出租汽车驾驶员"},
    {"5", "网络预约出租汽车驾驶员"}, {"3", "危险货物运输驾驶员"}};
constexpr Coded categories[] = {{"4", "肢体残疾"}, {"4", "肢体残疾"}, {"4", "肢体残疾"},
                                {"1", "视力残疾"}, {"2", "听力残疾"}, {"5", "智力残疾"},
                                {"6", "精神残疾"}, {"7", "多重残疾"}, {"3", "言语残疾"}};
constexpr Coded levels[] = {{"1", "一级"}, {"2", "二级"}, {"2", "二级"},
                            {"3", "三级"}, {"4", "四级"}, {"4", "四级"}};
constexpr Coded veteran_types[] = {
    {"1", "退役军人"}, {"1", "退役军人"}, {"1", "退役军人"}, {"1", "退役军人"}, {"2", "残疾军人"}};
constexpr Coded parties[] = {
    {"01", "中国共产党党员"}, {"13", "群众"}, {"03", "中国共产主义青年团团员"}};
constexpr std::string_view assessments[] = {"称职", "称职", "称职", "称职", "基本称职", "未考核"};

template <typename T, std::size_t Size>
T const& pick(Random& random, T const (&table)[Size]) {
    return table[random.below(Size)];
}

Coded state_of(Person const& p, Days until) {
    if (p.died != 0) return certificate_cancelled;
    return until < snapshot_day ? certificate_expired : certificate_valid;
}

class Qualifications final : public Department {
public:
    explicit Qualifications(Output& output)
        : driver_(output.open(driver_layout, SubjectKind::person)),
          disabled_(output.open(disabled_layout, SubjectKind::person)),
          veteran_(output.open(veteran_layout, SubjectKind::person)),
          lawyer_(output.open(lawyer_layout, SubjectKind::person)) {}

    void write(Block const& block) override {
        for (std::size_t i = 0; i < block.here.people.size(); ++i) {
            auto const& person = block.here.people[i];
            auto const& home = block.here.home_of(person);
            if (person.id_number.empty()) continue;
            write_driver(person, home, block.employers[i]);
            write_disabled(block.here, person, home);
            write_veteran(person, home);
            write_lawyer(person, block.employers[i]);
        }
    }

private:
    void write_driver(Person const& p, Household const& home, Organization const* employer) {
        auto& t = driver_;
        auto const man = p.gender == element::Gender::male;
        if (p.age < 22 || p.age > 62) return;
        if (!t.begin(p.index, man ? transport_men : transport_men / 15)) return;
        auto const first = day_between(t.random(), p.birth + 22 * year_days, snapshot_day - 40);
        auto const until =
            first + 6 * year_days * ((snapshot_day - first) / (6 * year_days) + 1) - 200;
        auto const& kind = pick(t.random(), qualifications);
        auto const state = state_of(p, until);
        t.text(fmt::format("{}{:013}", home.place.county->code, p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.coded(kind.code, kind.title);
        t.word(employer != nullptr ? std::string_view(employer->name) : std::string_view());
        t.date(first);
        t.date(until);
        t.coded(state.code, state.title);
        t.phone(p.phone, p.former_phone);
        t.address(home.residence, home.former_residence);
        t.updated();
        t.end(p.subject);
    }

    // The number of the certificate is the identity number, the category and the level.
    void write_disabled(Neighbourhood const& here, Person const& p, Household const& home) {
        auto& t = disabled_;
        if (!t.begin(p.index, p.age > 50 ? disabled_share * 1.8 : disabled_share / 2)) return;
        auto const& category = pick(t.random(), categories);
        auto const& level = pick(t.random(), levels);
        auto const issued =
            day_between(t.random(), snapshot_day - 12 * year_days, snapshot_day - 30);
        auto const until = issued + 10 * year_days;
        auto const guardian = p.age < 18 ? p.mother : p.spouse;
        auto const state = state_of(p, until);
        t.text(fmt::format("{}{}{}", p.id_number, category.code, level.code));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.nation(p.nation);
        t.coded(category.code, category.title);
        t.coded(level.code, level.title);
        t.name(guardian != nobody
                   ? std::string_view(here.people[static_cast<std::size_t>(guardian)].name)
                   : std::string_view());
        t.phone(p.phone, p.former_phone);
        t.address(home.residence, home.former_residence);
        t.date(issued);
        t.date(until);
        t.coded(state.code, state.title);
        t.updated();
        t.end(p.subject);
    }

    void write_veteran(Person const& p, Household const& home) {
        auto& t = veteran_;
        auto const man = p.gender == element::Gender::male;
        if (p.age < 22 || !t.begin(p.index, man ? veterans_men : veterans_men / 40)) return;
        auto const enlisted = p.birth + static_cast<Days>(t.random().between(18, 21)) * year_days;
        auto const discharged = enlisted + static_cast<Days>(t.random().between(2, 12)) * year_days;
        if (discharged > snapshot_day) return;
        auto const& kind = pick(t.random(), veteran_types);
        auto const& party = pick(t.random(), parties);
        auto const state = state_of(p, snapshot_day);
        t.text(fmt::format("Y37{:010}", p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.coded(kind.code, kind.title);
        t.coded(party.code, party.title);
        t.date(enlisted);
        t.date(discharged);
        t.phone(p.phone, p.former_phone);
        t.address(home.residence, home.former_residence);
        t.date(day_between(t.random(), cards_from, snapshot_day - 20));
        t.coded(state.code, state.title);
        t.updated();
        t.end(p.subject);
    }

    void write_lawyer(Person const& p, Organization const* employer) {
        auto& t = lawyer_;
        auto const learned = p.education == "21" || p.education == "14" || p.education == "11";
        if (!learned || p.age < 25 || p.age > 68 || p.died != 0) return;
        if (!t.begin(p.index, lawyers)) return;
        auto const first = day_between(t.random(), p.birth + 25 * year_days, snapshot_day - 100);
        auto const& party = pick(t.random(), parties);
        t.text(fmt::format("137{:04}{:010}", to_civil(first).year, p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.coded(party.code, party.title);
        t.coded(p.education, education_title(p.education));
        t.word(employer != nullptr ? std::string_view(employer->name) : std::string_view());
        t.code(employer != nullptr ? std::string_view(employer->credit_code) : std::string_view());
        t.date(first);
        t.word(pick(t.random(), assessments));
        t.phone(p.phone, p.former_phone);
        t.updated();
        t.end(p.subject);
    }

    Table& driver_;
    Table& disabled_;
    Table& veteran_;
    Table& lawyer_;
};

}  // namespace

std::unique_ptr<Department> make_qualifications(Output& output) {
    return std::make_unique<Qualifications>(output);
}

}  // namespace jutong::demo
