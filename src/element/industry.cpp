// Industries of the national economy, GB/T 4754-2017.
#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "element/column.h"
#include "element/elements.h"

namespace jutong::element {

namespace {

// A section (门类) and its divisions (大类), from first to last.
struct Section {
    char letter;
    int first, last;
    std::string_view title;
};
constexpr std::array<Section, 20> sections{{
    {'A', 1, 5, "农、林、牧、渔业"},
    {'B', 6, 12, "采矿业"},
    {'C', 13, 43, "制造业"},
    {'D', 44, 46, "电力、热力、燃气及水生产和供应业"},
    {'E', 47, 50, "建筑业"},
    {'F', 51, 52, "批发和零售业"},
    {'G', 53, 60, "交通运输、仓储和邮政业"},
    {'H', 61, 62, "住宿和餐饮业"},
    {'I', 63, 65, "信息传输、软件和信息技术服务业"},
    {'J', 66, 69, "金融业"},
    {'K', 70, 70, "房地产业"},
    {'L', 71, 72, "租赁和商务服务业"},
    {'M', 73, 75, "科学研究和技术服务业"},
    {'N', 76, 79, "水利、环境和公共设施管理业"},
    {'O', 80, 82, "居民服务、修理和其他服务业"},
    {'P', 83, 83, "教育"},
    {'Q', 84, 85, "卫生和社会工作"},
    {'R', 86, 90, "文化、体育和娱乐业"},
    {'S', 91, 96, "公共管理、社会保障和社会组织"},
    {'T', 97, 97, "国际组织"},
}};

Section const* section_of(char letter) {
    return letter >= 'A' && letter <= 'T' ? &sections[static_cast<std::size_t>(letter - 'A')]
                                          : nullptr;
}

Section const* section_with(int division) {
    for (auto const& section : sections)
        if (division >= section.first && division <= section.last) return &section;
    return nullptr;
}

class IndustryElement final : public ColumnElement<IndustryElement> {
public:
    IndustryElement() : ColumnElement("industry", "国民经济行业", failure_names, repair_names) {}

    Reading read_text(std::string_view text, Form form, Arena& arena) const {
        auto const cleaned = clean(text, clean_code, arena);
        if (cleaned.text.empty()) return nothing;
        for (auto const& section : sections)
            if (cleaned.text == section.title)
                return {{&section.letter, 1}, 0, state_ok, cleaned.changes};
        auto const* const letter = section_of(cleaned.text[0]);
        auto const digits = cleaned.text.substr(letter != nullptr ? 1 : 0);
        if (digits.size() == 1 || digits.size() > 4 || !all_digits(digits))
            return failed(bad_format);
        if (digits.empty()) return {cleaned.text, 0, state_ok, cleaned.changes};
        auto const* const found = section_with((digits[0] - '0') * 10 + digits[1] - '0');
        if (found == nullptr) return failed(bad_division);
        if (letter != nullptr && letter != found) return failed(bad_section);
        if (letter != nullptr || form == Form::parsed)
            return {cleaned.text, 0, state_ok, cleaned.changes};
        auto* const out = arena.take(digits.size() + 1);
        out[0] = found->letter;
        std::memcpy(out + 1, digits.data(), digits.size());
        return {{out, digits.size() + 1}, 0, state_ok, cleaned.changes};
    }

    // By the depth of what they share: section, division, group, class.
    double likeness(Reading const& left, Reading const& right) const {
        auto const a = left.text, b = right.text;
        if (a == b) return 1;
        auto const shared = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
        constexpr std::array<double, 5> likeness_by_depth{0, 0.3, 0.3, 0.6, 0.8};
        return likeness_by_depth[std::min<std::size_t>(shared, 4)];
    }

    std::string generate(Random& random) const override {
        auto const division = random.between(1, 97);
        auto const* const section = section_with(static_cast<int>(division));
        return fmt::format("{}{:02}{}", section->letter, division, random.between(10, 99));
    }

private:
    static constexpr State bad_format = 1, bad_division = 2, bad_section = 3;
    static constexpr std::array<std::string_view, 3> failure_names{
        "element.industry.format", "element.industry.division", "element.industry.section"};
    static constexpr std::array<std::string_view, 3> repair_names{
        "repair.industry.spaces", "repair.industry.width", "repair.industry.upper_case"};
};

}  // namespace

std::unique_ptr<Element> industry_element() { return std::make_unique<IndustryElement>(); }

}  // namespace jutong::element
