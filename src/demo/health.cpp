// 卫健: births, and health records typed in from paper, often without a number.
#include <iterator>

#include <fmt/format.h>

#include "demo/departments.h"
#include "demo/rates.h"

namespace jutong::demo {

namespace {

constexpr std::string_view birth_columns[] = {
    "出生证编号",   "新生儿公民身份号码", "新生儿姓名", "新生儿性别", "出生时间",     "出生日期",
    "出生体重(克)", "出生地点",           "家庭住址",   "母亲姓名",   "母亲身份证号", "父亲姓名",
    "父亲身份证号", "接生机构",           "签发日期",   "更新日期"};
constexpr Layout birth_layout{.resource = "health.birth",
                              .file = "health.birth.csv",
                              .format = {},
                              .columns = birth_columns,
                              .dates = DateStyle::chinese,
                              .id_missing = 0.25};

constexpr std::string_view record_columns[] = {
    "档案编号", "身份证号", "姓名",     "性别",       "出生日期", "民族",
    "婚姻状况", "文化程度", "本人电话", "联系人姓名", "现住址",   "户籍地址",
    "血型",     "既往史",   "建档单位", "责任医生",   "最近更新"};
constexpr Layout record_layout{.resource = "health.record",
                               .file = "health.record.csv",
                               .format = {.encoding = Encoding::utf16le_with_mark},
                               .columns = record_columns,
                               .dates = DateStyle::slash_padded,
                               .nations = NationStyle::brief,
                               .dirt = 2.0,
                               .id_missing = 0.22,
                               .phone_missing = 0.15};

constexpr int certified_ages = 12;  // births of the last years are in the system
constexpr double born_here = 0.92;
constexpr std::string_view blood_types[] = {"A", "B", "O", "AB", "不详", "不详", "O", "B"};
constexpr std::string_view illnesses[] = {
    "高血压", "糖尿病", "高血压；糖尿病", "冠心病", "脑卒中恢复期", "慢性阻塞性肺疾病", "无"};

Person const* person_at(Neighbourhood const& here, int place) {
    return place == nobody ? nullptr : &here.people[static_cast<std::size_t>(place)];
}

class Health final : public Department {
public:
    explicit Health(Output& output)
        : birth_(output.open(birth_layout, SubjectKind::person)),
          record_(output.open(record_layout, SubjectKind::person)) {}

    void write(Block const& block) override {
        for (auto const& person : block.here.people) {
            if (person.age < certified_ages) write_birth(block.here, person);
            write_record(person.index, block.here, person);
            if (record_.random().chance(rates::registered_twice))
                write_record(second_key + person.index, block.here, person);
        }
    }

private:
    void write_birth(Neighbourhood const& here, Person const& p) {
        auto& t = birth_;
        auto const* const mother = person_at(here, p.mother);
        auto const* const father = person_at(here, p.father);
        auto const& home = here.home_of(p);
        if (mother == nullptr || home.migrant || !t.begin(p.index, born_here)) return;
        auto const hospital = fmt::format("{}{}妇幼保健院", here.county->city, here.county->name);
        t.text(fmt::format("{}37{:07}", static_cast<char>('N' + p.index / 10'000'000 % 12),
                           p.index % 10'000'000));
        t.id_number(p.id_number, p.birth);
        t.name(p.name);
        t.gender(p.gender);
        t.timestamp(p.birth);
        t.date(p.birth);
        t.number(t.random().between(2100, 4300));
        t.word(fmt::format("山东省{}{}", here.county->city, here.county->name));
        t.address(home.residence, home.former_residence);
        t.name(mother->name);
        t.id_number(mother->id_number, mother->birth);
        t.name(father != nullptr ? std::string_view(father->name) : std::string_view());
        if (father != nullptr)
            t.id_number(father->id_number, father->birth);
        else
            t.blank();
        t.word(hospital);
        t.date(p.birth + static_cast<Days>(t.random().between(3, 25)));
        t.updated(p.birth);
        t.end(p.subject);
    }

    void write_record(std::int64_t key, Neighbourhood const& here, Person const& p) {
        auto& t = record_;
        if (!t.begin(key, here.place.urban ? 0.42 : 0.68)) return;
        auto const& home = here.home_of(p);
        auto const* const other = person_at(here, p.spouse != nobody ? p.spouse : p.mother);
        auto const ill = t.random().chance(p.age > 55 ? 0.45 : 0.05);
        t.text(fmt::format("{}{:011}", here.county->code, key + 1));
        auto const* const mother = person_at(here, p.mother);
        if (mother != nullptr && p.age < 10 && t.random().chance(rates::mothers_number))
            t.id_number(mother->id_number, mother->birth);
        else
            t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.date(p.birth);
        t.nation(p.nation);
        t.coded(p.marital, marital_title(p.marital));
        t.coded(p.education, education_title(p.education));
        t.phone(p.phone, p.former_phone);
        t.name(other != nullptr ? std::string_view(other->name) : std::string_view());
        t.address(home.residence, home.former_residence);
        t.address(home.registered_address, home.registered_address);
        t.word(blood_types[t.random().below(std::size(blood_types))]);
        t.long_text(ill ? illnesses[t.random().below(std::size(illnesses))] : std::string_view());
        t.word(fmt::format("{}{}卫生院", here.county->name, here.place.town->name));
        t.name(element::person_name(t.random(), element::Gender::female));
        t.updated(p.birth);
        t.end(p.subject);
    }

    Table& birth_;
    Table& record_;
};

}  // namespace

std::unique_ptr<Department> make_health(Output& output) { return std::make_unique<Health>(output); }

}  // namespace jutong::demo
