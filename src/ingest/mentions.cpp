#include "ingest/mentions.h"

#include <algorithm>

#include "base/text.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t identity_size = 18;
constexpr std::size_t code_point_bytes_max = 4;
constexpr std::size_t word_bytes_kept = 4096;

bool is_space(char32_t c) {
    return c == ' ' || c == 0xA0 || c == 0x3000 || c == 0xFEFF || (c >= 0x2000 && c <= 0x200B);
}
bool is_break(char32_t c) { return c >= '\t' && c <= '\r'; }

// Letters and digits in upper case and half width; 0 for all the rest.
char plain(char32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c >= 'a' && c <= 'z') c -= 32;
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ? static_cast<char>(c) : '\0';
}

// How many bytes at the end begin a character that goes on behind it.
std::size_t cut_at_end(std::string_view bytes) {
    for (std::size_t back = 1; back < code_point_bytes_max && back <= bytes.size(); ++back) {
        auto const byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if ((byte & 0xC0U) == 0x80U) continue;
        auto const size = byte >= 0xF0 ? 4U : byte >= 0xE0 ? 3U : byte >= 0xC0 ? 2U : 1U;
        return size > back ? back : 0;
    }
    return 0;
}

}  // namespace

void Mentions::add(std::string_view number) {
    std::string word;
    for (std::size_t at = 0; at < number.size();)
        if (auto const c = plain(next_code_point(number, at)); c != '\0') word += c;
    if (word.empty()) return;
    auto const is_identity =
        word.size() == identity_size && word.substr(6, 2) == "19" &&
        std::all_of(word.begin(), word.end() - 1, [](char c) { return c <= '9'; });
    auto const put = [&](std::string text) {
        sizes_.insert(text.size());
        size_max_ = std::max(size_max_, text.size());
        anywhere_.insert(std::move(text));
    };
    if (is_identity) put(word.substr(0, 6) + word.substr(8, 9));
    put(std::move(word));
}

void Mentions::add_whole(std::string_view number) {
    size_max_ = std::max(size_max_, number.size());
    whole_.emplace(number);
}

bool Mentions::in(std::string_view text) const {
    MentionSearch search(*this, MentionSearch::Breaks::are_spaces);
    search.take(text);
    return search.found();
}

void MentionSearch::take(std::string_view bytes) {
    std::string joined;
    if (!cut_.empty()) {
        joined = cut_ + std::string(bytes);
        bytes = joined;
        cut_.clear();
    }
    auto const cut = cut_at_end(bytes);
    auto const whole = bytes.substr(0, bytes.size() - cut);
    for (std::size_t at = 0; at < whole.size() && !found_;) {
        auto const byte = static_cast<unsigned char>(whole[at]);
        if (byte >= 0x80) {
            take_one(next_code_point(whole, at));
            continue;
        }
        take_one(byte);
        ++at;
    }
    cut_ = bytes.substr(whole.size());
}

void MentionSearch::take_one(char32_t c) {
    if (c == '\0' || is_space(c)) return;
    if (is_break(c) && breaks_ == Breaks::are_spaces) return;
    auto const letter = plain(c);
    if (letter == '\0') return end_word();
    if (word_.size() >= word_bytes_kept) word_.erase(0, word_.size() - mentions_.size_max_);
    word_ += letter;
    ++length_;
    for (auto const size : mentions_.sizes_) {
        if (size > word_.size()) return;
        auto const last = std::string_view(word_).substr(word_.size() - size);
        if (mentions_.anywhere_.contains(last)) found_ = true;
    }
}

void MentionSearch::end_word() {
    if (length_ == 0) return;
    if (length_ == word_.size() && mentions_.whole_.contains(std::string_view(word_)))
        found_ = true;
    word_.clear();
    length_ = 0;
}

bool MentionSearch::found() {
    end_word();
    return found_;
}

}  // namespace jutong::ingest
