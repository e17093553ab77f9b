// Encodings, recognised and decoded.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include <iconv.h>

#include "base/text.h"
#include "ingest/stream.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t input_bytes = 128 * 1024;

// Of the sequences of a sample that are not ASCII, how many are not well formed.
struct Damage {
    std::size_t sequences = 0;
    std::size_t broken = 0;
};

Damage utf8_damage(std::string_view sample) {
    Damage damage;
    for (std::size_t at = 0; at < sample.size();) {
        if (static_cast<unsigned char>(sample[at]) < 0x80) {
            ++at;
            continue;
        }
        auto const cut_off = sample.size() - at < 4;  // the sample may end within a sequence
        ++damage.sequences;
        if (next_code_point(sample, at) == not_a_code_point && !cut_off) ++damage.broken;
    }
    return damage;
}

// GB 18030: two bytes (81–FE, 40–7E or 80–FE) or four (81–FE, 30–39, 81–FE, 30–39).
Damage gb18030_damage(std::string_view sample) {
    Damage damage;
    auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(sample[at]); };
    auto const is_lead = [](unsigned char b) { return b >= 0x81 && b <= 0xFE; };
    for (std::size_t at = 0; at < sample.size();) {
        if (byte(at) < 0x80) {
            ++at;
            continue;
        }
        if (sample.size() - at < 4) break;
        ++damage.sequences;
        auto const second = byte(at + 1);
        if (is_lead(byte(at)) && second >= 0x40 && second != 0x7F && second != 0xFF)
            at += 2;
        else if (is_lead(byte(at)) && second >= 0x30 && second <= 0x39 && is_lead(byte(at + 2)))
            at += 4;
        else {
            ++damage.broken;
            ++at;
        }
    }
    return damage;
}

// Of text in UTF-16, every second byte of the many ASCII characters and digits in a table is zero.
std::optional<Encoding> utf16_without_mark(std::string_view sample) {
    std::size_t zero_even = 0;
    std::size_t zero_odd = 0;
    for (std::size_t i = 0; i + 1 < sample.size(); i += 2) {
        if (sample[i] == '\0') ++zero_even;
        if (sample[i + 1] == '\0') ++zero_odd;
    }
    auto const half = sample.size() / 2;
    if (half < 8) return std::nullopt;
    if (zero_odd > half / 10 && zero_even == 0) return Encoding::utf16le;
    if (zero_even > half / 10 && zero_odd == 0) return Encoding::utf16be;
    return std::nullopt;
}

class Utf8Stream final : public ByteStream {
public:
    explicit Utf8Stream(std::unique_ptr<ByteStream> bytes) : bytes_(std::move(bytes)) {}

    Result<std::size_t> read(std::span<char> out) override {
        if (!started_) {
            started_ = true;
            auto start = TRY(sampled(std::move(bytes_), 3));
            bytes_ = std::move(start.stream);
            std::array<char, 3> mark{};
            if (start.sample == "\xEF\xBB\xBF") TRY(bytes_->read(mark));
        }
        return bytes_->read(out);
    }

private:
    std::unique_ptr<ByteStream> bytes_;
    bool started_ = false;
};

class IconvStream final : public ByteStream {
public:
    IconvStream(std::unique_ptr<ByteStream> bytes, char const* from)
        : bytes_(std::move(bytes)), iconv_(iconv_open("UTF-8", from)), input_(input_bytes) {}
    ~IconvStream() override { iconv_close(iconv_); }
    IconvStream(IconvStream const&) = delete;
    IconvStream& operator=(IconvStream const&) = delete;

    Result<std::size_t> read(std::span<char> out) override {
        while (at_ == output_.size()) {
            if (!ended_) TRY(refill());
            if (end_ == 0) return std::size_t{0};
            convert();
        }
        auto const count = std::min(out.size(), output_.size() - at_);
        std::memcpy(out.data(), output_.data() + at_, count);
        at_ += count;
        return count;
    }

private:
    Done refill() {
        auto const count = TRY(bytes_->read(std::span(input_).subspan(end_)));
        end_ += count;
        ended_ = count == 0;
        return {};
    }

    // Turns what input there is into output; at least one byte of it is used, or more input is
    // needed.
    void convert() {
        output_.resize(input_bytes);
        auto* from = input_.data();
        auto* to = output_.data();
        auto left = end_;
        auto room = output_.size();
        while (left > 0 && room > 0) {
            if (iconv(iconv_, &from, &left, &to, &room) != static_cast<std::size_t>(-1)) break;
            if (errno == E2BIG || (errno == EINVAL && !ended_)) break;
            *to++ =
                '\xFF';  // a byte that no character begins with, or a sequence cut off by the end
            --room;
            ++from;
            --left;
        }
        std::memmove(input_.data(), from, left);
        end_ = left;
        output_.resize(output_.size() - room);
        at_ = 0;
        if (at_start_ && output_.starts_with("\xEF\xBB\xBF")) at_ = 3;
        if (!output_.empty()) at_start_ = false;
    }

    std::unique_ptr<ByteStream> bytes_;
    iconv_t iconv_;
    std::vector<char> input_;
    std::size_t end_ = 0;  // of the input at hand
    std::string output_;
    std::size_t at_ = 0;  // of the output not yet given
    bool ended_ = false;
    bool at_start_ = true;
};

char const* iconv_name(Encoding encoding) {
    constexpr std::array names = {"UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"};
    return names[static_cast<std::size_t>(encoding)];
}

}  // namespace

Converter Converter::to_utf8(Encoding from) { return {"UTF-8", iconv_name(from), true}; }
Converter Converter::from_utf8(Encoding to) { return {iconv_name(to), "UTF-8", false}; }

Converter::Converter(char const* to, char const* from, bool reading)
    : iconv_(std::string_view(to) == from ? nullptr : iconv_open(to, from)), reading_(reading) {}

Converter::~Converter() {
    if (iconv_ != nullptr) iconv_close(iconv_);
}

std::string Converter::convert(std::string_view text) {
    std::string out(text);
    if (iconv_ == nullptr) return out;
    auto input = out;
    out.resize(text.size() * 4 + 4);
    auto* from = input.data();
    auto* to = out.data();
    auto left = input.size();
    auto room = out.size();
    while (left > 0 && iconv(iconv_, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
        if (errno == E2BIG) break;
        if (reading_ && room > 0) {
            *to++ = '\xFF';
            --room;
        }
        ++from;
        --left;
    }
    iconv(iconv_, nullptr, nullptr, nullptr, nullptr);
    out.resize(out.size() - room);
    return out;
}

std::string_view to_string(Encoding encoding) {
    constexpr std::string_view names[] = {"utf-8", "gb18030", "utf-16le", "utf-16be"};
    return names[static_cast<std::size_t>(encoding)];
}

Result<Encoding> encoding_named(std::string_view name) {
    for (auto const encoding :
         {Encoding::utf8, Encoding::gb18030, Encoding::utf16le, Encoding::utf16be})
        if (to_string(encoding) == name) return encoding;
    return fail(Code::invalid, "ingest.encoding", "Not an encoding: " + std::string(name));
}

Encoding recognise_encoding(std::string_view sample) {
    constexpr std::size_t broken_share = 20;  // more than one broken sequence in so many: not UTF-8
    if (sample.starts_with("\xEF\xBB\xBF")) return Encoding::utf8;
    if (sample.starts_with("\xFF\xFE")) return Encoding::utf16le;
    if (sample.starts_with("\xFE\xFF")) return Encoding::utf16be;
    if (auto const wide = utf16_without_mark(sample)) return *wide;
    auto const utf8 = utf8_damage(sample);
    if (utf8.broken == 0 || utf8.broken * broken_share < utf8.sequences) return Encoding::utf8;
    auto const gb = gb18030_damage(sample);
    return gb.broken * broken_share < gb.sequences ? Encoding::gb18030 : Encoding::utf8;
}

std::unique_ptr<ByteStream> decoded(std::unique_ptr<ByteStream> bytes, Encoding encoding) {
    switch (encoding) {
        case Encoding::gb18030:
        case Encoding::utf16le:
        case Encoding::utf16be:
            return std::make_unique<IconvStream>(std::move(bytes), iconv_name(encoding));
        case Encoding::utf8:
            break;
    }
    return std::make_unique<Utf8Stream>(std::move(bytes));
}

}  // namespace jutong::ingest
