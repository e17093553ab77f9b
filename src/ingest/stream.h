// Bytes of a file as it was meant: decompressed, and as UTF-8.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace jutong::ingest {

class ByteStream {
public:
    virtual ~ByteStream() = default;
    // Fills up to out.size() bytes and gives how many; 0 at the end.
    // Fails with ingest.file.read (unavailable), ingest.file.truncated (invalid),
    // ingest.file.damaged (invalid).
    virtual Result<std::size_t> read(std::span<char> out) = 0;
};

// More than this out of one packed byte is a bomb, once so much came out that it could hurt; and so
// is more than this in all.
inline constexpr std::int64_t unpacked_ratio_max = 400;
inline constexpr std::int64_t unpacked_freely_max = 64LL << 20U;
inline constexpr std::int64_t unpacked_bytes_max = 1LL << 38U;  // 256 GiB

// What a packed file may become. Fails with ingest.file.bomb (limited).
Done check_unpacked(std::int64_t packed, std::int64_t unpacked);

enum class Compression : std::uint8_t { none, gzip, zstd };

// By the first bytes, not by the name.
Compression compression_of(std::string_view first_bytes);

// How many bytes of a file were read so far, for those who show progress.
using Position = std::shared_ptr<std::atomic<std::int64_t>>;

// Fails with ingest.file.missing (not_found).
Result<std::unique_ptr<ByteStream>> open_plain(std::filesystem::path const& file,
                                               Position position = nullptr);
Result<bool> is_uncompressed(std::filesystem::path const& file);
// Decompresses what is compressed: several members or frames one after the other are one stream.
// Reading fails as check_unpacked does, too.
Result<std::unique_ptr<ByteStream>> open_decompressed(std::filesystem::path const& file,
                                                      Position position = nullptr);

enum class Encoding : std::uint8_t { utf8, gb18030, utf16le, utf16be };

std::string_view to_string(Encoding encoding);
Result<Encoding> encoding_named(std::string_view name);

// The encoding of a text by its beginning: a byte order mark, else what its bytes can be. A few
// bytes that are not UTF-8 in a text that else is do not make it GB18030.
Encoding recognise_encoding(std::string_view sample);

// UTF-8 from any encoding; the byte order mark is dropped. UTF-8 passes as it is, damage included;
// what the other encodings cannot read becomes the byte 0xFF, which no UTF-8 has, so that its row
// is refused.
std::unique_ptr<ByteStream> decoded(std::unique_ptr<ByteStream> bytes, Encoding encoding);

// Short texts from one encoding into another, one after the other. What cannot be read becomes the
// byte 0xFF, what cannot be written is left out. For one thread at a time.
class Converter {
public:
    static Converter to_utf8(Encoding from);
    static Converter from_utf8(Encoding to);
    ~Converter();
    Converter(Converter&& other) noexcept : iconv_(std::exchange(other.iconv_, nullptr)) {}
    Converter& operator=(Converter&&) = delete;

    std::string convert(std::string_view text);

private:
    Converter(char const* to, char const* from, bool reading);

    void* iconv_;  // null: as it is
    bool reading_ = true;
};

// All bytes of a stream. Fails with ingest.file.too_large (limited) beyond bytes_max.
Result<std::string> read_all(ByteStream& stream, std::size_t bytes_max);

// The beginning of a stream, at most `bytes_max`, and the same stream with it put back.
struct Sampled {
    std::string sample;
    std::unique_ptr<ByteStream> stream;
};
Result<Sampled> sampled(std::unique_ptr<ByteStream> stream, std::size_t bytes_max);

}  // namespace jutong::ingest
