#include "crypto/sha256.h"

#include <array>

#include <openssl/evp.h>

#include "base/verify.h"

namespace jutong::crypto {

struct Sha256::Context {
    EVP_MD_CTX* digest = EVP_MD_CTX_new();
    ~Context() { EVP_MD_CTX_free(digest); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
    verify(EVP_DigestInit_ex(context_->digest, EVP_sha256(), nullptr) == 1, "OpenSSL has SHA-256");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
    verify(EVP_DigestUpdate(context_->digest, bytes.data(), bytes.size()) == 1,
           "SHA-256 takes bytes");
}

std::string Sha256::hex() {
    std::array<unsigned char, 32> digest{};
    verify(EVP_DigestFinal_ex(context_->digest, digest.data(), nullptr) == 1, "SHA-256 ends");
    std::string out;
    for (auto const byte : digest) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

}  // namespace jutong::crypto
