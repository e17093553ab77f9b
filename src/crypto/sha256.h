// SHA-256 (FIPS 180-4), for content addresses.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace jutong::crypto {

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::string_view bytes);
    // 64 lower-case hexadecimal digits; the object is used up.
    std::string hex();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace jutong::crypto
