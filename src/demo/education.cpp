// 教育: pupils, and graduates of universities.
#include <iterator>

#include <fmt/format.h>

#include "base/date.h"
#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view pupil_columns[] = {"学籍号",     "身份证件号", "姓名",     "性别",
                                              "民族",       "出生日期",   "学校名称", "学校标识码",
                                              "学段",       "年级",       "学籍状态", "监护人姓名",
                                              "监护人电话", "现住址",     "更新日期"};
constexpr Layout pupil_layout{.resource = "edu.student",
                              .file = "edu.student.csv",
                              .format = {.encoding = Encoding::utf8_with_mark},
                              .columns = pupil_columns,
                              .dates = DateStyle::compact,
                              .id_missing = 0.01};

constexpr std::string_view graduate_columns[] = {"证书编号", "身份证号", "姓名",     "性别",
                                                 "出生日期", "民族",     "政治面貌", "毕业院校",
                                                 "专业",     "层次",     "毕业日期", "更新日期"};
constexpr Layout graduate_layout{.resource = "edu.graduate",
                                 .file = "edu.graduate.csv",
                                 .format = {.encoding = Encoding::gb18030},
                                 .columns = graduate_columns,
                                 .dates = DateStyle::chinese,
                                 .id_missing = 0.03};

constexpr double in_school = 0.97;
constexpr Days graduates_known_from = 10'957;  // 2000

constexpr std::string_view grades[] = {"一年级", "二年级", "三年级", "四年级", "五年级", "六年级",
                                       "初一",   "初二",   "初三",   "高一",   "高二",   "高三"};
constexpr std::string_view universities[] = {"山东大学",
                                             "中国海洋大学",
                                             "中国石油大学(华东)",
                                             "山东师范大学",
                                             "青岛大学",
                                             "山东科技大学",
                                             "济南大学",
                                             "曲阜师范大学",
                                             "山东农业大学",
                                             "青岛科技大学",
                                             "鲁东大学",
                                             "聊城大学",
                                             "烟台大学",
                                             "临沂大学",
                                             "齐鲁工业大学",
                                             "山东财经大学",
                                             "潍坊医学院",
                                             "德州学院",
                                             "滨州学院",
                                             "菏泽学院",
                                             "北京理工大学",
                                             "南京农业大学",
                                             "山东商业职业技术学院",
                                             "淄博职业学院",
                                             "日照职业技术学院"};
constexpr std::string_view majors[] = {"计算机科学与技术",
                                       "会计学",
                                       "土木工程",
                                       "临床医学",
                                       "护理",
                                       "汉语言文学",
                                       "英语",
                                       "法学",
                                       "机械设计制造及其自动化",
                                       "电气工程及其自动化",
                                       "小学教育",
                                       "工商管理",
                                       "国际经济与贸易",
                                       "软件工程",
                                       "食品科学与工程",
                                       "园林",
                                       "学前教育",
                                       "市场营销",
                                       "应用化学",
                                       "数学与应用数学"};
constexpr Coded parties[] = {{"03", "中国共产主义青年团团员"}, {"03", "中国共产主义青年团团员"},
                             {"03", "中国共产主义青年团团员"}, {"13", "群众"},
                             {"01", "中国共产党党员"},         {"02", "中国共产党预备党员"}};

template <typename T, std::size_t Size>
T const& pick(Random& random, T const (&table)[Size]) {
    return table[random.below(Size)];
}

int graduation_age(std::string_view education) {
    if (education == "11") return 29;
    if (education == "14") return 26;
    return education == "21" ? 23 : 22;
}

class Education final : public Department {
public:
    explicit Education(Output& output)
        : pupil_(output.open(pupil_layout, SubjectKind::person)),
          graduate_(output.open(graduate_layout, SubjectKind::person)) {}

    void write(Block const& block) override {
        for (auto const& person : block.here.people) {
            if (person.age >= 6 && person.age < 18) write_pupil(block.here, person);
            if (person.education < "40" && person.age >= 22) write_graduate(person);
        }
    }

private:
    void write_pupil(Neighbourhood const& here, Person const& p) {
        auto& t = pupil_;
        if (!t.begin(p.index, p.age < 15 ? in_school : in_school * 0.8)) return;
        auto const& home = here.home_of(p);
        auto const grade = static_cast<std::size_t>(p.age - 6);
        auto const stage = grade < 6   ? Coded{"2", "小学"}
                           : grade < 9 ? Coded{"3", "初中"}
                                       : Coded{"4", "普通高中"};
        auto const kind = grade < 6 ? "中心小学" : grade < 9 ? "初级中学" : "第一中学";
        auto const school =
            grade < 9 ? fmt::format("{}{}{}", here.county->name, here.place.town->name, kind)
                      : fmt::format("{}{}", here.county->name, kind);
        auto const parent = p.mother != nobody ? p.mother : p.father;
        auto const* const guardian =
            parent == nobody ? nullptr : &here.people[static_cast<std::size_t>(parent)];
        t.text(fmt::format("G{}{:011}", here.county->code, p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.nation(p.nation);
        t.date(p.birth);
        t.word(school);
        t.text(fmt::format("2137{}", here.place.town->code.substr(3)));
        t.coded(stage.code, stage.title);
        t.word(grades[grade]);
        t.coded("01", "在读");
        t.name(guardian != nullptr ? std::string_view(guardian->name) : std::string_view());
        t.phone(
            guardian != nullptr ? std::string_view(guardian->phone) : std::string_view(),
            guardian != nullptr ? std::string_view(guardian->former_phone) : std::string_view());
        t.address(home.residence, home.former_residence);
        t.updated();
        t.end(p.subject);
    }

    void write_graduate(Person const& p) {
        auto& t = graduate_;
        auto const year = to_civil(p.birth).year + graduation_age(p.education);
        auto const day = to_days({year, 6, 30}).value_or(0);
        if (day < graduates_known_from || day > snapshot_day || !t.begin(p.index, 0.96)) return;
        auto const& party = pick(t.random(), parties);
        t.text(fmt::format("1{:04}{}{:09}", t.random().between(400, 999), year, p.index + 1));
        t.id_number(p.id_number, p.birth);
        t.name(p.name, p.former_name);
        t.gender(p.gender);
        t.date(p.birth);
        t.nation(p.nation);
        t.coded(party.code, party.title);
        t.word(pick(t.random(), universities));
        t.word(pick(t.random(), majors));
        t.coded(p.education, education_title(p.education));
        t.date(day);
        t.updated();
        t.end(p.subject);
    }

    Table& pupil_;
    Table& graduate_;
};

}  // namespace

std::unique_ptr<Department> make_education(Output& output) {
    return std::make_unique<Education>(output);
}

}  // namespace jutong::demo
