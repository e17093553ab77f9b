#include "demo/dirt.h"

#include <optional>
#include <utility>

#include "base/text.h"
#include "demo/confusions.h"

namespace jutong::demo {

namespace {

constexpr std::string_view missing_texts[] = {"",    "",   "",  "",     "",     "",   "",
                                              "N/A", "无", "-", "NULL", "不详", "\\N"};
constexpr std::string_view province = "山东省";
constexpr std::string_view credit_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

// Puts another character in the place of one for which `other` knows any.
template <typename Other>
bool confuse(std::string& text, Random& random, Other other) {
    auto points = to_code_points(text);
    if (points.empty()) return false;
    auto const start = random.below(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        auto& c = points[(start + i) % points.size()];
        std::optional<char32_t> const found = other(c);
        if (!found) continue;
        c = *found;
        text = to_utf8(points);
        return true;
    }
    return false;
}

void insert_space(std::string& text, Random& random) {
    auto points = to_code_points(text);
    auto const space = random.chance(0.3) ? U'\u3000' : U' ';
    points.insert(1 + random.below(points.size()), 1, space);
    text = to_utf8(points);
}

void widen(std::string& text) {
    std::u32string out;
    for (char32_t const c : to_code_points(text)) {
        auto const ascii = c > U' ' && c < 0x7F;
        out += ascii ? c + 0xFEE0 : c;
    }
    text = to_utf8(out);
}

void other_digit(std::string& text, std::size_t at, Random& random) {
    auto const step = 1 + static_cast<int>(random.below(9));
    text[at] = static_cast<char>('0' + (text[at] - '0' + step) % 10);
}

// Two neighbours that differ change places.
bool swap_digits(std::string& text, Random& random) {
    auto const start = random.below(text.size() - 2);
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        auto const at = (start + i) % (text.size() - 2);
        if (text[at] == text[at + 1]) continue;
        std::swap(text[at], text[at + 1]);
        return true;
    }
    return false;
}

void drop_from(std::string& text, std::string_view part) {
    if (auto const at = text.find(part); at != std::string::npos) text.erase(at, part.size());
}

// 山东省济南市历下区… → 历下区…
void drop_city(std::string& text) {
    drop_from(text, province);
    constexpr std::string_view city = "市";
    auto const at = text.find(city);
    if (at != std::string::npos && at <= 9) text.erase(0, at + city.size());
}

// Counties by the names they had until the last years.
struct Renamed {
    std::string_view now, before;
};
constexpr Renamed renamed[] = {{"济南市莱芜区", "莱芜市莱城区"},
                               {"济南市钢城区", "莱芜市钢城区"},
                               {"章丘区", "章丘市"},
                               {"济阳区", "济阳县"},
                               {"即墨区", "即墨市"},
                               {"垦利区", "垦利县"},
                               {"蓬莱区", "蓬莱市"},
                               {"兖州区", "兖州市"},
                               {"文登区", "文登市"},
                               {"陵城区", "陵县"},
                               {"茌平区", "茌平县"},
                               {"沾化区", "沾化县"},
                               {"邹平市", "邹平县"},
                               {"定陶区", "定陶县"}};

void use_old_name(std::string& text) {
    for (auto const& [now, before] : renamed) {
        auto const at = text.find(now);
        if (at == std::string::npos) continue;
        text.replace(at, now.size(), before);
        return;
    }
}

void spell_phone(std::string& text, Random& random) {
    if (text.size() != 11) return;
    switch (random.below(4)) {
        case 0:
            text = "+86" + text;
            break;
        case 1:
            text = text.substr(0, 3) + "-" + text.substr(3, 4) + "-" + text.substr(7);
            break;
        case 2:
            text = text.substr(0, 3) + " " + text.substr(3, 4) + " " + text.substr(7);
            break;
        default:
            text += " ";
            break;
    }
}

}  // namespace

Fault Dirt::draw(std::span<FaultRate const> rates, Random& random) {
    auto u = random.unit();
    for (auto const& [fault, rate] : rates) {
        u -= rate * factor_;
        if (u >= 0) continue;
        ++made_[static_cast<std::size_t>(fault)];
        return fault;
    }
    return Fault::none;
}

void Dirt::name(std::string& text, Random& random) {
    auto const fault = draw(rates::name, random);
    if (fault == Fault::none || text.empty()) return;
    if (fault == Fault::name_same_sound)
        confuse(text, random, [&](char32_t c) { return same_sound(c, random); });
    if (fault == Fault::name_look_alike)
        confuse(text, random, [&](char32_t c) { return look_alike(c, random); });
    if (fault == Fault::name_traditional) confuse(text, random, traditional);
    if (fault == Fault::name_space) insert_space(text, random);
    if (fault == Fault::name_lost_character && length(text) > 2)
        text = first_code_points(text, length(text) - 1);
}

void Dirt::id_number(std::string& text, Days birth, Random& random) {
    if (text.size() != 18) return;
    if (birth < id_old_before && chance(rates::id_old, random)) {
        text = text.substr(0, 6) + text.substr(8, 9);
        return;
    }
    switch (draw(rates::id_number, random)) {
        case Fault::id_wrong_digit:
            other_digit(text, random.below(17), random);
            break;
        case Fault::id_swapped_digits:
            swap_digits(text, random);
            break;
        case Fault::id_full_width:
            widen(text);
            break;
        case Fault::id_spaces:
            if (random.chance(0.5)) {
                text += ' ';
            } else {
                text.insert(6, " ");
                text.insert(15, " ");
            }
            break;
        default:
            if (text.back() == 'X' && chance(rates::id_lower_x, random)) {
                text.back() = 'x';
                ++made_[static_cast<std::size_t>(Fault::id_lower_x)];
            }
    }
}

void Dirt::code(std::string& text, Random& random) {
    auto const fault = draw(rates::code, random);
    if (fault == Fault::none || text.size() < 9) return;
    if (fault == Fault::code_wrong_character) {
        auto& c = text[2 + random.below(text.size() - 2)];
        auto const here = credit_alphabet.find(c);
        auto const step = 1 + random.below(credit_alphabet.size() - 1);
        c = credit_alphabet[(here + step) % credit_alphabet.size()];
    }
    if (fault == Fault::code_lower_case)
        for (auto& c : text)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (fault == Fault::code_spaces) text.insert(random.chance(0.5) ? 0 : text.size(), " ");
}

void Dirt::phone(std::string& text, Random& random) {
    auto const fault = draw(rates::phone, random);
    if (fault == Fault::phone_wrong_digit) other_digit(text, 1 + random.below(10), random);
    if (fault == Fault::phone_spelling) spell_phone(text, random);
}

void Dirt::address(std::string& text, Random& random) {
    switch (draw(rates::address, random)) {
        case Fault::address_without_province:
            drop_from(text, province);
            break;
        case Fault::address_without_city:
            drop_city(text);
            break;
        case Fault::address_full_width:
            widen(text);
            break;
        case Fault::address_old_name:
            use_old_name(text);
            break;
        case Fault::address_spaces:
            text.insert(first_code_points(text, 6).size(), " ");
            break;
        case Fault::address_same_sound:
            confuse(text, random, [&](char32_t c) { return same_sound(c, random); });
            break;
        default:
            break;
    }
}

void Dirt::free_text(std::string& text, Random& random) {
    auto const fault = draw(rates::text, random);
    if (fault == Fault::none || text.empty()) return;
    auto const middle = first_code_points(text, length(text) / 2).size();
    if (fault == Fault::text_newline) text.insert(middle, random.chance(0.7) ? "\n" : "\r\n");
    if (fault == Fault::text_quotes) text.insert(middle, "\"特许\"");
}

bool Dirt::missing(std::string& text, Random& random) {
    if (draw(rates::value, random) == Fault::none) return false;
    text = missing_texts[random.below(std::size(missing_texts))];
    return true;
}

}  // namespace jutong::demo
