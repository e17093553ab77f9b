// Result: a value or the reason there is none.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

namespace jutong {

// What the caller can do about a failure. The order is the order of the exit codes, from 3 on.
enum class Code {
    invalid,
    unauthenticated,
    denied,
    not_found,
    conflict,
    limited,
    unavailable,
    corrupt,
    internal
};

std::string_view to_string(Code code);

struct Error {
    Code code;
    std::string reason;   // stable dotted name, compared by tests and translated by the console
    std::string message;  // fixed words first, the value last; never personal data
};

inline tl::unexpected<Error> fail(Code code, std::string_view reason, std::string message) {
    return tl::unexpected(Error{code, std::string(reason), std::move(message)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected(std::move(error)); }

template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using tl::expected<T, Error>::expected;
};

// For functions that succeed or fail and give nothing.
using Done = Result<void>;

namespace detail {
template <typename R>
decltype(auto) take(R& result) {
    if constexpr (!std::is_void_v<typename R::value_type>) return std::move(*result);
}
}  // namespace detail

}  // namespace jutong

// Gives the value of a Result, or returns its error from the enclosing function.
#define TRY(expression)                                                              \
    __extension__({                                                                  \
        auto jutong_result = (expression);                                           \
        if (!jutong_result) return ::jutong::fail(std::move(jutong_result).error()); \
        ::jutong::detail::take(jutong_result);                                       \
    })
