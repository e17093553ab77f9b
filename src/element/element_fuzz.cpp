// Any bytes, as a value of any element: what parses parses again to the same value.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/text.h"
#include "element/registry_for_tests.h"
#include "element/text_compare.h"

namespace {

using namespace jutong;
using namespace jutong::element;

void check(Element const& element, std::string_view text) {
    for (auto form : {Form::parsed, Form::normalised}) {
        auto const read = [&](std::string_view from) {
            return form == Form::parsed ? element.parse(from) : element.normalise(from);
        };
        auto const value = read(text);
        if (!value) continue;
        auto const canonical = element.to_text(*value);
        verify(is_utf8(canonical), "what is read can be stored");
        auto const again = read(canonical);
        verify(again.has_value(), "the text of a value is readable");
        verify(*again == *value, "the text of a value gives the same value");
    }
    verify(element.parse(text).has_value() == element.normalise(text).has_value(),
           "what parses can be normalised");
    auto const masked = element.mask(text);
    verify(element.valid(text) || masked == "***" || masked.empty(),
           "what is unreadable is hidden");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    constexpr std::size_t size_max = 600;
    static auto const elements = registry_for_tests().all();
    if (size < 2 || size > size_max) return 0;
    auto const& element = *elements[data[0] % elements.size()];
    std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
    check(element, text);

    auto const half = text.substr(0, text.size() / 2), other = text.substr(text.size() / 2);
    auto const likeness = element.compare(half, other);
    verify(likeness >= 0 && likeness <= 1, "likeness is within 0 and 1");
    verify(levenshtein(half, other) <= std::max(half.size(), other.size()),
           "a distance is at most the longer text");
    verify(transposition_distance(half, other) <= levenshtein(half, other),
           "an exchange never costs more than two replacements");
    registry_for_tests().reference().name_pinyin(text);
    registry_for_tests().reference().address().split(half, other);
    return 0;
}
