// How departments write the same thing: dates, amounts, sexes, peoples.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/random.h"
#include "element/names.h"

namespace jutong::demo {

enum class DateStyle : std::uint8_t { iso, compact, slash, slash_padded, dot, chinese };
enum class GenderStyle : std::uint8_t { word, code, letter, two_digits };
enum class NationStyle : std::uint8_t { full, brief, code };  // 汉族, 汉, 01
enum class MoneyStyle : std::uint8_t { yuan, yuan_cents, yuan_grouped, ten_thousand, mixed };

inline constexpr std::size_t date_style_count = 6;

void append_date(std::string& out, Days day, DateStyle style);
// `seconds` of the day; the style of the date decides the style of the whole.
void append_timestamp(std::string& out, Days day, int seconds, DateStyle style);
// A day that no calendar has: 2019-02-30.
void append_impossible_date(std::string& out, Days day, DateStyle style);

std::string_view spelled(element::Gender gender, GenderStyle style);

// `nation` is the code of GB/T 3304: 1 for 汉, up to 56.
void append_nation(std::string& out, int nation, NationStyle style);

// Whole yuan. Mixed: as the registries of thirty years left it, 50万元, 50(万元人民币), 500000 …
void append_money(std::string& out, std::int64_t yuan, MoneyStyle style, Random& random);
// 30万美元: the amount in ten thousand of the currency.
void append_foreign_money(std::string& out, std::int64_t ten_thousands, std::string_view currency);

}  // namespace jutong::demo
