#include <array>

#include "element/column.h"
#include "element/elements.h"

namespace jutong::element {

namespace {

class DivisionCodeElement final : public ColumnElement<DivisionCodeElement> {
public:
    explicit DivisionCodeElement(Reference const& reference)
        : ColumnElement("division_code", "行政区划代码", failure_names, repair_names),
          reference_(reference) {}

    Reading read_text(std::string_view text, Form, Arena& arena) const {
        auto const cleaned = clean(text, clean_code, arena);
        if (cleaned.text.empty()) return nothing;
        if (!all_digits(cleaned.text)) return failed(bad_digit);
        switch (cleaned.text.size()) {
            case 2:
            case 4:
            case 6:
            case 9:
            case 12:
                break;
            default:
                return failed(bad_length);
        }
        if (!exists(cleaned.text)) return failed(unknown);
        return {cleaned.text, 0, state_ok, cleaned.changes};
    }

    double likeness(Reading const& left, Reading const& right) const {
        auto const a = significant_code(left.text), b = significant_code(right.text);
        if (a == b) return 1;
        for (auto [size, likeness] : {std::pair{9U, 0.8}, {6U, 0.6}, {4U, 0.4}, {2U, 0.2}})
            if (a.size() >= size && b.size() >= size && a.substr(0, size) == b.substr(0, size))
                return likeness;
        return 0;
    }

    std::string generate(Random& random) const override {
        auto const* const county = reference_.divisions().random_county(random);
        return county != nullptr ? std::string(county->code) : "370102";
    }

private:
    // Towns and villages are known of the packs' provinces only: elsewhere the county must do.
    bool exists(std::string_view code) const {
        auto const& divisions = reference_.divisions();
        if (divisions.all().empty()) return true;
        if (divisions.find(code) != nullptr) return true;
        auto const known = significant_code(code);
        if (known.size() <= 6) return false;
        auto const county = known.substr(0, 6);
        return divisions.find(county) != nullptr && divisions.within(county, Level::town).empty();
    }

    static constexpr State bad_length = 1, bad_digit = 2, unknown = 3;
    static constexpr std::array<std::string_view, 3> failure_names{"element.division_code.length",
                                                                   "element.division_code.digit",
                                                                   "element.division_code.unknown"};
    static constexpr std::array<std::string_view, 2> repair_names{"repair.division_code.spaces",
                                                                  "repair.division_code.width"};

    Reference const& reference_;
};

}  // namespace

std::unique_ptr<Element> division_code_element(Reference const& reference) {
    return std::make_unique<DivisionCodeElement>(reference);
}

}  // namespace jutong::element
