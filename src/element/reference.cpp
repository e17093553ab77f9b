#include "element/reference.h"

#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/text.h"
#include "element/clean.h"
#include "element/names.h"

namespace jutong::element {

namespace {

constexpr std::size_t basic_plane = 0x10000;

// Made by the first caller, then read without a lock.
template <typename T>
class Lazy {
public:
    template <typename Make>
    T const& get(Make make) {
        if (auto const* const made = ready_.load(std::memory_order_acquire)) return *made;
        std::call_once(once_, [&] {
            value_.reset(new T(make()));
            ready_.store(value_.get(), std::memory_order_release);
        });
        return *value_;
    }

private:
    std::once_flag once_;
    std::atomic<T const*> ready_ = nullptr;
    std::unique_ptr<T> value_;
};

// A value for each code point: an array for the basic plane, a map for what is beyond.
template <typename T>
class CodePointTable {
public:
    CodePointTable() : basic_(basic_plane) {}

    void set(char32_t c, T value) {
        if (c < basic_plane)
            basic_[c] = value;
        else
            beyond_[c] = value;
    }

    // T{} where there is none.
    T of(char32_t c) const {
        if (c < basic_plane) return basic_[c];
        auto const found = beyond_.find(c);
        return found == beyond_.end() ? T{} : found->second;
    }

private:
    std::vector<T> basic_;
    std::unordered_map<char32_t, T> beyond_;
};

template <typename Take>
void each_pair(std::string const& content, Take take) {
    for (auto line : split(content, '\n')) {
        if (line.empty() || line[0] == '#') continue;
        if (auto const tab = line.find('\t'); tab != std::string_view::npos)
            take(line.substr(0, tab), line.substr(tab + 1));
    }
}

char32_t only_code_point(std::string_view text) {
    std::size_t at = 0;
    return text.empty() ? not_a_code_point : next_code_point(text, at);
}

struct SurnameReading {
    std::string_view surname;
    std::string_view reading;
};
constexpr SurnameReading surname_readings[] = {
    {"仇", "qiu"},       {"单", "shan"},         {"曾", "zeng"},        {"解", "xie"},
    {"查", "zha"},       {"区", "ou"},           {"任", "ren"},         {"朴", "piao"},
    {"盖", "ge"},        {"乐", "yue"},          {"员", "yun"},         {"黑", "he"},
    {"翟", "zhai"},      {"缪", "miao"},         {"覃", "qin"},         {"种", "chong"},
    {"燕", "yan"},       {"华", "hua"},          {"纪", "ji"},          {"葛", "ge"},
    {"宁", "ning"},      {"甯", "ning"},         {"逄", "pang"},        {"过", "guo"},
    {"折", "she"},       {"秘", "bi"},           {"繁", "po"},          {"召", "shao"},
    {"句", "gou"},       {"祭", "zhai"},         {"訾", "zi"},          {"臧", "zang"},
    {"藏", "zang"},      {"阚", "kan"},          {"郗", "xi"},          {"郇", "xun"},
    {"隗", "wei"},       {"宿", "su"},           {"曲", "qu"},          {"车", "che"},
    {"石", "shi"},       {"佴", "nai"},          {"撒", "sa"},          {"那", "na"},
    {"乜", "nie"},       {"应", "ying"},         {"哈", "ha"},          {"褚", "chu"},
    {"牟", "mu"},        {"沈", "shen"},         {"贾", "jia"},         {"尉", "wei"},
    {"薄", "bo"},        {"柏", "bai"},          {"卜", "bu"},          {"占", "zhan"},
    {"万", "wan"},       {"谌", "chen"},         {"谷", "gu"},          {"相", "xiang"},
    {"行", "xing"},      {"盛", "sheng"},        {"瞿", "qu"},          {"冼", "xian"},
    {"洗", "xian"},      {"长", "chang"},        {"干", "gan"},         {"余", "yu"},
    {"於", "yu"},        {"俞", "yu"},           {"繆", "miao"},        {"會", "gui"},
    {"都", "du"},        {"重", "chong"},        {"朝", "chao"},        {"強", "qiang"},
    {"强", "qiang"},     {"能", "nai"},          {"适", "kuo"},         {"鲜", "xian"},
    {"尉迟", "yu chi"},  {"万俟", "mo qi"},      {"长孙", "zhang sun"}, {"单于", "chan yu"},
    {"澹台", "tan tai"}, {"亓官", "qi guan"},    {"令狐", "ling hu"},   {"皇甫", "huang fu"},
    {"鲜于", "xian yu"}, {"宗政", "zong zheng"}, {"夏侯", "xia hou"},   {"南宫", "nan gong"},
};

// Readings of characters, and of the phrases that differ from them.
struct Readings {
    std::vector<std::string> syllables{""};
    CodePointTable<std::uint16_t> syllable_of;  // place in `syllables`, 0 for none
    CodePointTable<std::uint8_t>
        longest_phrase_with;  // bytes of the longest phrase by its first one
    std::string phrase_text;
    std::unordered_map<std::string_view, std::string_view> phrases;
    std::unordered_map<std::string_view, std::string_view> surnames;

    explicit Readings(std::vector<std::filesystem::path> const& content) {
        each_pair(read_content(content, "pinyin.tsv"), [&](auto syllable, auto characters) {
            syllables.emplace_back(syllable);
            for (std::size_t at = 0; at < characters.size();)
                syllable_of.set(next_code_point(characters, at),
                                static_cast<std::uint16_t>(syllables.size() - 1));
        });
        for (auto const& [surname, reading] : surname_readings) surnames.emplace(surname, reading);
        phrase_text = read_content(content, "phrases.tsv");
        each_pair(phrase_text, [&](auto phrase, auto reading) {
            phrases.emplace(phrase, reading);
            auto const first = only_code_point(phrase);
            auto const size = static_cast<std::uint8_t>(std::min<std::size_t>(phrase.size(), 255));
            longest_phrase_with.set(first, std::max(longest_phrase_with.of(first), size));
        });
    }

    Readings(Readings const&) = delete;
    Readings& operator=(Readings const&) = delete;

    struct Phrase {
        std::size_t size = 0;  // 0 where there is none
        std::string_view reading{};
    };
    // The longest phrase at the begin of `text`, whose first code point is `first`.
    Phrase phrase_at(std::string_view text, char32_t first) const {
        auto size = std::min<std::size_t>(longest_phrase_with.of(first), text.size());
        for (; size > 0; --size) {
            auto const found = phrases.find(text.substr(0, size));
            if (found != phrases.end()) return {size, found->second};
        }
        return {};
    }
};

void add_syllable(std::string& out, std::string_view syllable) {
    if (!out.empty() && out.back() != ' ') out += ' ';
    out += syllable;
}

bool is_blank(char32_t c) { return c <= ' ' || c == 0x3000 || c == 0xA0; }

void append_pinyin(std::string& out, std::string_view text, Readings const& readings) {
    auto in_run = false;  // of text that is not Han, which is one syllable
    for (std::size_t at = 0; at < text.size();) {
        auto const start = at;
        auto const c = next_code_point(text, at);
        if (is_blank(c)) {
            in_run = false;
            continue;
        }
        if (auto const phrase = readings.phrase_at(text.substr(start), c); phrase.size != 0) {
            add_syllable(out, phrase.reading);
            at = start + phrase.size;
            in_run = false;
            continue;
        }
        auto const syllable = readings.syllable_of.of(c == not_a_code_point ? 0 : c);
        auto const han = syllable != 0 || is_han(c);
        if (han || !in_run) add_syllable(out, readings.syllables[syllable]);
        in_run = !han;
        if (syllable != 0) continue;
        for (auto byte : text.substr(start, at - start))
            out += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
    }
}

}  // namespace

struct Reference::Content {
    std::vector<std::filesystem::path> folders;
    Lazy<Divisions> divisions;
    Lazy<Address> address;
    Lazy<Readings> readings;
    Lazy<CodePointTable<char16_t>> variants;
};

Reference::Reference(std::vector<std::filesystem::path> content)
    : content_(std::make_unique<Content>()) {
    content_->folders = std::move(content);
}

Reference::~Reference() = default;

Divisions const& Reference::divisions() const {
    return content_->divisions.get([&] { return Divisions(content_->folders); });
}

Address const& Reference::address() const {
    return content_->address.get([&] { return Address(divisions()); });
}

std::string Reference::pinyin(std::string_view text) const {
    std::string out;
    out.reserve(text.size() * 2);
    append_pinyin(out, text, content_->readings.get([&] { return Readings(content_->folders); }));
    return out;
}

std::string Reference::name_pinyin(std::string_view name) const {
    auto const& readings = content_->readings.get([&] { return Readings(content_->folders); });
    auto const surname = surname_of(name);
    auto const found = readings.surnames.find(surname);
    if (found == readings.surnames.end()) return pinyin(name);
    std::string out(found->second);
    append_pinyin(out, name.substr(surname.size()), readings);
    return out;
}

char32_t Reference::simplified(char32_t c) const {
    auto const& variants = content_->variants.get([&] {
        CodePointTable<char16_t> table;
        each_pair(read_content(content_->folders, "variants.tsv"), [&](auto from, auto to) {
            table.set(only_code_point(from), static_cast<char16_t>(only_code_point(to)));
        });
        return table;
    });
    auto const simple = variants.of(c);
    return simple == 0 ? c : simple;
}

std::string Reference::simplified(std::string_view text) const {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto const start = at;
        auto const c = next_code_point(text, at);
        if (c == not_a_code_point)
            out += text[start];
        else
            append_utf8(out, simplified(c));
    }
    return out;
}

}  // namespace jutong::element
