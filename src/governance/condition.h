// Simple conditions over one row, as masks: comparisons of fields and constants, IN, BETWEEN,
// IS NULL, joined by AND, OR and NOT, with SQL's three values.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "governance/condition_tokens.h"
#include "governance/kernels.h"

namespace jutong::governance {

// Rows for which a condition is true and for which it is false; in neither it is unknown.
struct Truth {
    Mask yes, no;
};

class Condition {
public:
    // Nothing where the condition has more than that: then the engine works it out.
    static std::optional<Condition> compile(std::vector<Token> const& tokens,
                                            catalog::Resource const& resource);
    ~Condition();
    Condition(Condition&&) noexcept;
    Condition& operator=(Condition&&) noexcept;

    // By field of the resource; safe from any thread.
    Truth evaluate(std::span<Column const> columns, std::size_t rows) const;

    struct Node;

private:
    explicit Condition(std::unique_ptr<Node const> root);
    std::unique_ptr<Node const> root_;
};

}  // namespace jutong::governance
