// 自然资源 and 民政: standard addresses, names of places.
#include <iterator>

#include <fmt/format.h>

#include "demo/departments.h"

namespace jutong::demo {

namespace {

constexpr std::string_view address_columns[] = {"标准地址编码", "区划代码", "乡镇街道", "村居",
                                                "街路巷",       "门楼牌号", "地址全称", "经度",
                                                "纬度",         "地址类型", "更新日期"};
constexpr Layout address_layout{.resource = "natural.standard_address",
                                .file = "natural.standard_address.csv.zst",
                                .format = {.compression = Compression::zstd},
                                .columns = address_columns,
                                .dates = DateStyle::iso,
                                .dirt = 0.1};

constexpr std::string_view name_columns[] = {"地名代码", "标准名称", "地名类别", "行政区划", "经度",
                                             "纬度",     "来历含义", "使用状态", "更新日期"};
constexpr Layout name_layout{.resource = "civil.place_name",
                             .file = "civil.place_name.csv",
                             .format = {.encoding = Encoding::gb18030},
                             .columns = name_columns,
                             .dates = DateStyle::iso,
                             .dirt = 0.5};

constexpr double numbered_homes = 0.4;
constexpr double county_radius = 0.35, town_radius = 0.05;  // degrees

constexpr std::string_view surnames[] = {"王", "李", "张", "刘", "孙",
                                         "赵", "杨", "徐", "马", "高"};

class Geography final : public Department {
public:
    explicit Geography(Output& output)
        : address_(output.open(address_layout, SubjectKind::none)),
          name_(output.open(name_layout, SubjectKind::none)) {}

    void write(Block const& block) override {
        auto const& here = block.here;
        for (std::size_t i = 0; i < here.homes.size(); ++i)
            write_address(here.homes[i],
                          here.index * neighbourhood_people + static_cast<std::int64_t>(i));
    }

    void finish(World const& world) override {
        for (auto const& county : world.places().counties()) {
            write_name(county, county.code, county.name, {"21", "行政区域"});
            for (auto const& town : county.towns)
                write_name(county, town.division->code, town.division->name, {"21", "行政区域"});
        }
    }

private:
    void coordinates(Table& t, County const& county, double radius) {
        t.decimal(county.longitude + (t.random().unit() * 2 - 1) * radius, 6);
        t.decimal(county.latitude + (t.random().unit() * 2 - 1) * radius, 6);
    }

    void write_address(Household const& home, std::int64_t key) {
        auto& t = address_;
        if (!t.begin(key, numbered_homes)) return;
        auto const& county = *home.place.county;
        auto const before = county.full_name.size() + home.place.town->name.size();
        t.text(fmt::format("{}{:012}", home.place.village->code, key + 1));
        t.text(county.code);
        t.text(home.place.town->name);
        t.text(home.place.village->name);
        t.text(home.place.urban ? "" : home.place.village->name);
        t.text(std::string_view(home.residence).substr(before));
        t.address(home.residence, home.residence);
        coordinates(t, county, county_radius);
        t.text(home.place.urban ? "住宅" : "农村宅院");
        t.updated();
        t.end({});
    }

    void write_name(County const& county, std::string_view code, std::string_view name,
                    Coded type) {
        auto& t = name_;
        std::int64_t key = 0;
        for (char const c : code) key = key * 10 + (c - '0');
        if (!t.begin(key)) return;
        auto const founder = surnames[t.random().below(std::size(surnames))];
        t.text(fmt::format("{:0<12}", code));
        t.text(name);
        t.coded(type.code, type.title);
        t.text(county.code);
        coordinates(t, county, town_radius);
        t.long_text(
            fmt::format("相传明洪武年间，{}姓由山西洪洞迁此定居，以地势得名{}。\n1984年改今名。",
                        founder, name));
        t.text("现用");
        t.updated();
        t.end({});
    }

    Table& address_;
    Table& name_;
};

}  // namespace

std::unique_ptr<Department> make_geography(Output& output) {
    return std::make_unique<Geography>(output);
}

}  // namespace jutong::demo
