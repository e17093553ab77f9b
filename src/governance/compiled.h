// What a Check holds. For the sources of this module alone.
#pragma once

#include <bitset>

#include "element/text_set.h"
#include "governance/check.h"
#include "governance/condition.h"

namespace jutong::governance {

// Texts that mean missing, told apart quickly by length.
class MissingWords {
public:
    explicit MissingWords(std::vector<std::string> const& words) : words_(words) {
        for (auto const& word : words)
            if (word.size() < lengths_.size()) lengths_.set(word.size());
    }
    bool contains(std::string_view text) const {
        return text.size() < lengths_.size() && lengths_.test(text.size()) && words_.contains(text);
    }

private:
    element::TextSet words_;
    std::bitset<64> lengths_;
};

struct Check::Compiled {
    explicit Compiled(std::vector<std::string> const& words) : missing(words) {}

    struct FieldRule {
        std::size_t rule;
        KernelPtr kernel;
    };
    struct RowCondition {
        std::size_t rule;
        Condition condition;
    };

    MissingWords missing;
    std::vector<FieldRule> kernels;
    std::vector<RowCondition> conditions;
    // Conditions that the engine works out, and the fields that they need.
    std::vector<std::size_t> engine_rules;
    std::vector<std::string> engine_conditions;
    std::vector<std::size_t> engine_fields;
};

}  // namespace jutong::governance
