#include "demo/departments.h"

#include <algorithm>

namespace jutong::demo {

namespace {

constexpr Coded marital[] = {{"10", "未婚"}, {"20", "已婚"}, {"30", "丧偶"}, {"40", "离婚"}};
constexpr Coded education[] = {
    {"11", "博士研究生毕业"}, {"14", "硕士研究生毕业"}, {"21", "大学本科毕业"},
    {"31", "大学专科毕业"},   {"41", "中等专科毕业"},   {"61", "普通高中毕业"},
    {"71", "初中毕业"},       {"81", "小学毕业"},       {"90", "其他"}};
constexpr Coded kin[] = {
    {"02", "户主"}, {"10", "配偶"}, {"20", "子"}, {"30", "女"}, {"50", "父母"}};

template <std::size_t Size>
std::string_view title_of(Coded const (&list)[Size], std::string_view code) {
    for (auto const& entry : list)
        if (entry.code == code) return entry.title;
    return {};
}

}  // namespace

std::vector<std::unique_ptr<Department>> make_departments(Output& output) {
    std::vector<std::unique_ptr<Department>> out;
    for (auto* const make :
         {make_police, make_civil_affairs, make_insurance, make_health, make_education,
          make_housing, make_qualifications, make_registry, make_public_bodies, make_employers,
          make_credit, make_geography, make_statistics, make_ecology, make_agriculture})
        out.push_back(make(output));
    return out;
}

std::string_view marital_title(std::string_view code) { return title_of(marital, code); }

std::string_view education_title(std::string_view code) { return title_of(education, code); }

std::string_view kin_title(std::string_view code) { return title_of(kin, code); }

Days day_between(Random& random, Days from, Days until) {
    return from >= until ? until : static_cast<Days>(random.between(from, until));
}

}  // namespace jutong::demo
