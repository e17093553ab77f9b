// Any bytes as a pattern or a condition of a pack, and as the text it is held against: refused or
// compiled, never a crash; a pattern's table says what RE2 says.
#include <cstdlib>
#include <string_view>

#include <re2/re2.h>

#include "base/text.h"
#include "governance/condition.h"
#include "governance/pattern.h"

namespace {

void hold_pattern(std::string_view expression, std::string_view text) {
    using namespace jutong;  // NOLINT(google-build-using-namespace): a test's main file
    re2::RE2::Options quiet;
    quiet.set_log_errors(false);
    re2::RE2 const reference(std::string(expression), quiet);
    auto const table = governance::PatternTable::compile(expression);
    if (!reference.ok() || !table || !is_utf8(text)) return;
    if (table->matches(text) != re2::RE2::PartialMatch(text, reference)) std::abort();
}

void hold_condition(std::string_view sql) {
    using namespace jutong;  // NOLINT(google-build-using-namespace): a test's main file
    static auto const registry = std::move(*element::Registry::create({}, {}));
    static auto const resource = [] {
        catalog::Resource made;
        for (auto const& [name, element] :
             {std::pair{"a", "date"}, {"b", "text"}, {"c", "decimal"}}) {
            catalog::Field field;
            field.name = name;
            field.element = registry->find(element);
            made.fields.push_back(std::move(field));
        }
        return made;
    }();
    auto const tokens = governance::tokens_of(sql, resource);
    if (tokens) static_cast<void>(governance::Condition::compile(*tokens, resource));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const cut = bytes.find('\n');
    if (cut == std::string_view::npos)
        hold_condition(bytes);
    else
        hold_pattern(bytes.substr(0, cut), bytes.substr(cut + 1));
    return 0;
}
