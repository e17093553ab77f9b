// Code lists of the packs as elements: any spelling in, the code out.
#include <array>
#include <unordered_map>

#include "element/column.h"
#include "element/elements.h"
#include "element/text_set.h"

namespace jutong::element {

namespace {

class CodeListElement final : public ColumnElement<CodeListElement> {
public:
    explicit CodeListElement(CodeList list)
        : ColumnElement(list.name, list.title),
          list_(std::move(list)),
          failure_name_("element." + list_.name + ".unknown"),
          failure_view_{failure_name_},
          repair_store_{"repair." + list_.name + ".spaces", "repair." + list_.name + ".width"},
          repair_views_{repair_store_[0], repair_store_[1]} {
        // Codes before titles before aliases: where two say the same, the first one counts.
        for (auto const& entry : list_.entries) codes_.try_emplace(key(entry.code), entry.code);
        for (auto const& entry : list_.entries) codes_.try_emplace(key(entry.title), entry.code);
        for (auto const& entry : list_.entries)
            for (auto const& alias : entry.aliases) codes_.try_emplace(key(alias), entry.code);
        for (auto const& entry : list_.entries) add_without_zeros(entry.code);
        std::vector<std::string> spellings;
        for (auto const& [spelling, code] : codes_) {
            spellings.push_back(spelling);
            code_of_.push_back(code);
        }
        spellings_ = TextSet(spellings);
    }

    std::span<std::string_view const> failures() const override { return failure_view_; }
    std::span<std::string_view const> repairs() const override { return repair_views_; }

    // Parsed and normalised are the same: a value is its code, however it was spelled.
    Reading read_text(std::string_view text, Form, Arena& arena) const {
        if (auto const found = spellings_.find(text); found != TextSet::nowhere)
            return {code_of_[found]};
        auto const cleaned = clean(text, clean_code, arena);
        if (cleaned.text.empty()) return nothing;
        auto const found = spellings_.find(cleaned.text);
        if (found == TextSet::nowhere) return failed(1);
        return {code_of_[found], 0, state_ok,
                static_cast<std::uint8_t>(cleaned.changes & (changed_spaces | changed_width))};
    }

    double likeness(Reading const& left, Reading const& right) const {
        return left.text == right.text ? 1 : 0;
    }

    std::string generate(Random& random) const override {
        if (list_.entries.empty()) return {};
        // The first entries of a list are the frequent ones: 汉族, 男.
        auto const u = random.unit();
        auto const at = static_cast<std::size_t>(u * u * static_cast<double>(list_.entries.size()));
        return list_.entries[at].code;
    }

private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };

    static std::string key(std::string_view text) {
        Arena arena;
        return std::string(clean(text, clean_code, arena).text);
    }

    // 1 for 01, unless 1 is a spelling already.
    void add_without_zeros(std::string_view code) {
        if (!all_digits(code)) return;
        for (auto text = code; text.size() > 1 && text[0] == '0';) {
            text.remove_prefix(1);
            codes_.try_emplace(std::string(text), code);
        }
    }

    CodeList const list_;
    std::string const failure_name_;
    std::array<std::string_view, 1> const failure_view_;
    std::array<std::string, 2> const repair_store_;
    std::array<std::string_view, 2> const repair_views_;
    std::unordered_map<std::string, std::string_view, Hash, std::equal_to<>> codes_;
    TextSet spellings_;                      // the same, for reading
    std::vector<std::string_view> code_of_;  // by place in it
};

}  // namespace

std::unique_ptr<Element> code_list_element(CodeList list) {
    return std::make_unique<CodeListElement>(std::move(list));
}

}  // namespace jutong::element
