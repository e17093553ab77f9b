#include "governance/kernels.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "element/text_set.h"
#include "governance/pattern.h"

namespace jutong::governance {

namespace {

class RangeKernel final : public Kernel {
public:
    RangeKernel(std::int64_t min, std::int64_t max) : min_(min), max_(max) {}

    Mask holds(Column const& column) const override {
        auto const* const number = column.number.data();
        // One comparison for two: what is below min wraps round to far above.
        auto const span = static_cast<std::uint64_t>(max_) - static_cast<std::uint64_t>(min_);
        auto const min = static_cast<std::uint64_t>(min_);
        return mask_where(column.rows, [=](std::size_t row) {
            return static_cast<std::uint64_t>(number[row]) - min <= span;
        });
    }

private:
    std::int64_t min_, max_;
};

// The number of code points: bytes that do not go on another one.
std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (auto const c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    return count;
}

// Holds(std::string_view) over the texts of a column.
template <typename Holds>
class TextKernel final : public Kernel {
public:
    explicit TextKernel(Holds holds) : holds_(std::move(holds)) {}

    Mask holds(Column const& column) const override {
        auto const* const text = column.text.data();
        Mask mask;
        column.ok.for_each([&](std::size_t row) {
            if (holds_(text[row])) mask.set(row);
        });
        return mask;
    }

private:
    Holds holds_;
};

// The same over values that are not texts: by their canonical texts.
template <typename Holds>
class CanonicalKernel final : public Kernel {
public:
    CanonicalKernel(element::Element const& element, Holds holds)
        : element_(element), holds_(std::move(holds)) {}

    Mask holds(Column const& column) const override {
        auto const is_money = element_.kind() == element::Kind::money;
        Mask mask;
        column.ok.for_each([&](std::size_t row) {
            auto const text = element_.to_text(
                {column.number[row], is_money ? std::string(column.text[row]) : std::string()});
            if (holds_(text)) mask.set(row);
        });
        return mask;
    }

private:
    element::Element const& element_;
    Holds holds_;
};

template <typename Holds>
KernelPtr text_kernel(catalog::Field const& field, Holds holds) {
    if (field.element->kind() == element::Kind::text)
        return std::make_unique<TextKernel<Holds>>(std::move(holds));
    return std::make_unique<CanonicalKernel<Holds>>(*field.element, std::move(holds));
}

}  // namespace

KernelPtr range_kernel(catalog::Field const& field) {
    using Limits = std::numeric_limits<std::int64_t>;
    return std::make_unique<RangeKernel>(field.min.value_or(Limits::min()),
                                         field.max.value_or(Limits::max()));
}

KernelPtr set_kernel(catalog::Field const& field) {
    return text_kernel(field, [set = element::TextSet(field.set)](std::string_view text) {
        return set.contains(text);
    });
}

KernelPtr pattern_kernel(catalog::Field const& field) {
    return text_kernel(field, [pattern = Pattern(field.pattern)](std::string_view text) {
        return pattern.matches(text);
    });
}

KernelPtr length_kernel(catalog::Field const& field) {
    auto const max = static_cast<std::size_t>(std::max<std::int64_t>(0, *field.length_max));
    return text_kernel(field, [max](std::string_view text) {
        return text.size() <= max || code_points(text) <= max;
    });
}

}  // namespace jutong::governance
