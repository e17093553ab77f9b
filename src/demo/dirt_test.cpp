#include "demo/dirt.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "demo/confusions.h"
#include "element/number_codes.h"

namespace jutong::demo {
namespace {

constexpr int trials = 200'000;
constexpr std::string_view number = "370102199003070016";
constexpr Days birth = 7'370;

TEST(Dirt, RatesAreNearWhatIsDeclared) {
    Dirt dirt(1.0);
    Random random(1);
    for (int i = 0; i < trials; ++i) {
        std::string name = "张伟", id(number), code = "91370406L24894136J", phone = "13800138000",
                    address = "山东省济南市历下区文化路1号", text = "按照章程开展业务", value;
        dirt.name(name, random);
        dirt.id_number(id, birth, random);
        dirt.code(code, random);
        dirt.phone(phone, random);
        dirt.address(address, random);
        dirt.free_text(text, random);
        dirt.missing(value, random);
        dirt.draw(rates::date, random);
        dirt.draw(rates::row, random);
    }
    auto const expect = [&](std::span<FaultRate const> rates) {
        for (auto const& [fault, rate] : rates)
            EXPECT_NEAR(static_cast<double>(dirt.made(fault)) / trials, rate,
                        5 * std::sqrt(rate / trials))
                << static_cast<int>(fault);
    };
    expect(rates::name);
    expect(rates::id_number);
    expect(rates::code);
    expect(rates::phone);
    expect(rates::address);
    expect(rates::text);
    expect(rates::value);
    expect(rates::date);
    expect(rates::row);
}

TEST(Dirt, AFactorOfZeroIsClean) {
    Dirt dirt(0.0);
    Random random(1);
    for (int i = 0; i < 1'000; ++i) {
        std::string name = "张伟", id(number);
        dirt.name(name, random);
        dirt.id_number(id, 0, random);
        EXPECT_EQ(name, "张伟");
        EXPECT_EQ(id, number);
    }
}

TEST(Dirt, NumbersOfTheOldKindLackCenturyAndCheck) {
    Dirt dirt(1.0 / rates::id_old);
    Random random(1);
    std::string id = "370102196003070014";
    dirt.id_number(id, id_old_before - 1, random);
    EXPECT_EQ(id, "370102600307001");
}

TEST(Confusions, KnowSoundLookAndTradition) {
    Random random(1);
    EXPECT_EQ(traditional(U'张'), U'張');
    EXPECT_EQ(traditional(U'王'), std::nullopt);
    EXPECT_EQ(look_alike(U'未', random), U'末');
    for (int i = 0; i < 20; ++i) {
        auto const other = same_sound(U'伟', random);
        ASSERT_TRUE(other);
        EXPECT_NE(*other, U'伟');
    }
}

}  // namespace
}  // namespace jutong::demo
