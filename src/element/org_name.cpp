#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "element/column.h"
#include "element/elements.h"
#include "element/names.h"

namespace jutong::element {

namespace {

constexpr std::array<std::string_view, 2> failure_names{"element.org_name.length",
                                                        "element.org_name.charset"};
constexpr State bad_length = 1, bad_charset = 2;

constexpr std::array<std::string_view, 2> repair_names{"repair.org_name.spaces",
                                                       "repair.org_name.width"};

constexpr std::size_t length_min = 2, length_max = 200;

// Forms that say the same or nearly so: dropped before the rest is compared.
constexpr std::string_view legal_forms[] = {"有限责任公司", "股份有限公司", "有限公司", "公司"};

// The name without its legal form, which is looked for once: branches carry it within.
std::string without_form(std::string_view name) {
    for (auto form : legal_forms)
        if (auto const at = name.find(form); at != std::string_view::npos)
            return fmt::format("{}{}", name.substr(0, at), name.substr(at + form.size()));
    return std::string(name);
}

bool is_branch(std::string_view name) {
    for (std::string_view end :
         {"分公司", "分店", "支行", "分行", "营业部", "办事处", "分厂", "门市部"})
        if (name.ends_with(end)) return true;
    return false;
}

// Of the scripts that organizations here are named in; Korean and kana among them.
bool is_letter(char32_t c) {
    auto const lower = c | 0x20;
    return is_han(c) || (lower >= 'a' && lower <= 'z') || (c >= 0xC0 && c < 0x2000) ||
           (c >= 0x3041 && c <= 0x30FA) || (c >= 0xAC00 && c <= 0xD7A3);
}

class OrgNameElement final : public ColumnElement<OrgNameElement> {
public:
    explicit OrgNameElement(Reference const& reference)
        : ColumnElement("org_name", "单位名称", failure_names, repair_names),
          reference_(reference) {}

    bool strict() const override { return false; }

    // Parsed keeps the brackets as written.
    Reading read_text(std::string_view text, Form form, Arena& arena) const {
        auto const& rules = form == Form::normalised ? clean_org_name : clean_org_name_as_written;
        auto const cleaned = clean(text, rules, arena);
        if (cleaned.text.empty()) return nothing;
        std::size_t count = 0;
        bool letters = false;
        for (std::size_t at = 0; at < cleaned.text.size(); ++count) {
            auto const c = next_code_point(cleaned.text, at);
            if (c == not_a_code_point || c < ' ' || c == 0x7F) return failed(bad_charset);
            letters |= is_letter(c);
        }
        if (count < length_min || count > length_max) return failed(bad_length);
        if (!letters) return failed(bad_charset);
        return {cleaned.text, 0, state_ok, cleaned.changes};
    }

    double likeness(Reading const& left, Reading const& right) const {
        return rough_likeness(left.text, right.text);
    }

    double rough_likeness(std::string_view left, std::string_view right) const {
        if (left == right) return 1;
        auto const a = without_form(left), b = without_form(right);
        // A branch is another organization than its head, however like the names.
        auto const kin = is_branch(left) != is_branch(right) ? 0.7 : 1.0;
        if (a == b) return 0.97 * kin;
        return jaro_winkler(a, b) * 0.95 * kin;
    }

    std::string generate(Random& random) const override {
        auto const* const county = reference_.divisions().random_county(random);
        auto const place = county != nullptr ? county->name : std::string_view("历下区");
        return fmt::format("{}{}{}{}", place, trade_name(random), trade_line(random),
                           legal_form(random));
    }

private:
    Reference const& reference_;
};

}  // namespace

std::unique_ptr<Element> org_name_element(Reference const& reference) {
    return std::make_unique<OrgNameElement>(reference);
}

}  // namespace jutong::element
