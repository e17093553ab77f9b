// 统计: indicators of the province and its cities. The values are invented, at a lifelike scale.
#include <cmath>

#include <fmt/format.h>

#include "base/date.h"
#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view indicator_columns[] = {
    "指标代码", "指标名称", "计量单位", "周期类型", "地区代码", "地区",    "报告期",
    "当期值",   "累计值",   "同比(%)",  "修订次数", "发布日期", "更新时间"};
constexpr Layout indicator_layout{.resource = "stat.indicator",
                                  .file = "stat.indicator.csv",
                                  .format = {.encoding = Encoding::gb18030},
                                  .columns = indicator_columns,
                                  .dates = DateStyle::iso,
                                  .dirt = 0.2};

struct Indicator {
    std::string_view code, name, unit;
    double province;  // a year's value in 2025
    double growth;    // percent a year
    bool monthly;     // else by the quarter
};
constexpr Indicator indicators[] = {
    {"GDP", "地区生产总值", "亿元", 98'000, 5.3, false},
    {"GDP1", "第一产业增加值", "亿元", 6'600, 3.9, false},
    {"GDP2", "第二产业增加值", "亿元", 39'000, 5.6, false},
    {"GDP3", "第三产业增加值", "亿元", 52'400, 5.4, false},
    {"REVENUE", "一般公共预算收入", "亿元", 7'700, 2.8, true},
    {"EXPENDITURE", "一般公共预算支出", "亿元", 12'900, 2.1, true},
    {"RETAIL", "社会消费品零售总额", "亿元", 39'500, 5.0, true},
    {"TRADE", "进出口总额", "亿元", 34'000, 4.4, true},
    {"POWER", "全社会用电量", "亿千瓦时", 8'300, 4.7, true},
    {"FREIGHT", "公路货运量", "万吨", 288'000, 3.1, true},
    {"DEPOSIT", "金融机构本外币存款余额", "亿元", 183'000, 8.2, true},
    {"NEW_JOBS", "城镇新增就业", "万人", 122, 0.6, true},
    {"NEW_FIRMS", "新登记经营主体", "万户", 170, 4.0, true}};

constexpr int first_year = 2016, quarters_from = 2021, last_year = snapshot_year;
constexpr int last_month = 9;
constexpr double noise = 0.02;
constexpr double revised = 0.3;  // quarterly values get a final revision

class Statistics final : public Department {
public:
    explicit Statistics(Output& output)
        : indicator_(output.open(indicator_layout, SubjectKind::none)) {}

    void write(Block const&) override {}

    void finish(World const& world) override {
        write_region("37", "山东省", 1.0);
        std::string_view city;
        double share = 0;
        County const* last = nullptr;
        for (auto const& county : world.places().counties()) {
            if (last != nullptr && county.city_code != city) {
                write_region(fmt::format("{}00", city), last->city, share);
                share = 0;
            }
            city = county.city_code;
            share += county.weight;
            last = &county;
        }
        if (last != nullptr) write_region(fmt::format("{}00", city), last->city, share);
    }

private:
    void write_region(std::string_view code, std::string_view name, double share) {
        auto const region = code == "37" ? std::string("370000") : std::string(code);
        for (auto const& indicator : indicators)
            for (int year = first_year; year <= last_year; ++year) {
                if (year < last_year) write_period(indicator, region, name, share, year, 'Y', 1, 1);
                if (year < quarters_from) continue;
                auto const of = indicator.monthly ? 12 : 4;
                auto const until = year < last_year    ? of
                                   : indicator.monthly ? last_month
                                                       : last_month / 3;
                for (int i = 1; i <= until; ++i)
                    write_period(indicator, region, name, share, year,
                                 indicator.monthly ? 'M' : 'Q', i, of);
            }
    }

    void write_period(Indicator const& indicator, std::string_view region, std::string_view name,
                      double share, int year, char kind, int number, int of) {
        auto const label = kind == 'Y'   ? fmt::format("{}", year)
                           : kind == 'Q' ? fmt::format("{}Q{}", year, number)
                                         : fmt::format("{}M{:02}", year, number);
        auto const months = 12 / of * number;
        auto const released = to_days({year, months, 28}).value_or(0) + 20;
        auto const yearly =
            indicator.province * share * std::pow(1 + indicator.growth / 100, year - 2025);
        for (int revision = 0; revision < 2; ++revision) {
            auto& t = indicator_;
            auto const key = row_++;
            if (revision == 1 && kind != 'Q') return;
            if (!t.begin(key, revision == 0 ? 1.0 : revised)) return;
            auto const swing = 1 + (t.random().unit() - 0.5) * noise;
            auto const value = yearly / of * swing;
            auto const type = kind == 'Y'   ? Coded{"Y", "年"}
                              : kind == 'Q' ? Coded{"Q", "季"}
                                            : Coded{"M", "月"};
            t.text(indicator.code);
            t.text(indicator.name);
            t.word(indicator.unit);
            t.text(t.random().chance(0.5) ? type.code : type.title);
            t.text(region);
            t.word(name);
            t.text(label);
            t.decimal(value, 2);
            t.decimal(value * number, 2);
            t.decimal(indicator.growth + (t.random().unit() - 0.5) * 4, 1);
            t.number(revision);
            t.date(released + revision * 60);
            t.timestamp(released + revision * 60);
            t.end({});
        }
    }

    Table& indicator_;
    std::int64_t row_ = 0;
};

}  // namespace

std::unique_ptr<Department> make_statistics(Output& output) {
    return std::make_unique<Statistics>(output);
}

}  // namespace jutong::demo
