// What the rules of one field do to a block: a mask a rule, each in a loop of its own.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "catalog/catalog.h"
#include "governance/mask.h"

namespace jutong::governance {

// One field of a block as the rules see it. Texts and numbers are those of element::ValueColumn.
struct Column {
    std::span<std::string_view const> text;
    std::span<std::int64_t const> number;
    Mask present;  // has a cell, readable or not
    Mask ok;       // has a value that could be read
    std::size_t rows = 0;
};

// A rule over the value of one field, chosen once and free of choices in its loop. Safe from any
// thread.
class Kernel {
public:
    virtual ~Kernel() = default;
    Kernel() = default;
    Kernel(Kernel const&) = delete;
    Kernel& operator=(Kernel const&) = delete;

    // Rows whose value holds; what it says of rows without a value does not matter.
    virtual Mask holds(Column const& column) const = 0;
};

using KernelPtr = std::unique_ptr<Kernel const>;

// By what the field declares: each needs its declaration to be there.
KernelPtr range_kernel(catalog::Field const& field);
KernelPtr set_kernel(catalog::Field const& field);
KernelPtr pattern_kernel(catalog::Field const& field);
KernelPtr length_kernel(catalog::Field const& field);

}  // namespace jutong::governance
