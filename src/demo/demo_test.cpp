#include "demo/demo.h"

#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>
#include <zlib.h>
#include <zstd.h>

#include "base/text.h"
#include "demo/world_for_tests.h"

namespace jutong::demo {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t people = 3'000, organizations = 900;

std::string bytes_of(fs::path const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string unpacked(fs::path const& path) {
    auto const bytes = bytes_of(path);
    std::string out(bytes.size() * 40, '\0');
    if (path.extension() == ".zst") {
        auto const size = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
        return ZSTD_isError(size) != 0 ? std::string() : out.substr(0, size);
    }
    if (path.extension() != ".gz") return bytes;
    auto* const file = gzopen(path.c_str(), "rb");
    auto const size = gzread(file, out.data(), static_cast<unsigned>(out.size()));
    gzclose(file);
    return out.substr(0, static_cast<std::size_t>(std::max(0, size)));
}

// One province for all tests of the suite; the tests only read it.
class Demo : public testing::Test {
protected:
    static void SetUpTestSuite() {
        root_ = fs::temp_directory_path() / ("jutong-demo-" + std::to_string(getpid()));
        if (!element::has_content()) return;
        auto const written = make("first", 1);
        ASSERT_TRUE(written) << written.error().message;
        written_ = *written;
    }
    static void TearDownTestSuite() { fs::remove_all(root_); }

    void SetUp() override {
        if (!element::has_content())
            GTEST_SKIP() << "packs/*/content is absent: run tools/content.py";
    }

    static Result<std::vector<Written>> make(std::string const& name, std::uint64_t seed,
                                             Progress const& progress = {}) {
        return generate({people, organizations, seed, root_ / name}, element::registry_for_tests(),
                        progress);
    }
    static fs::path first() { return root_ / "first"; }

    static inline fs::path root_;
    static inline std::vector<Written> written_;
};

TEST_F(Demo, TheSameSeedGivesTheSameBytes) {
    ASSERT_TRUE(make("again", 1));
    ASSERT_TRUE(make("other", 2));
    for (auto const& [file, rows, size] : written_) {
        auto const bytes = bytes_of(first() / file);
        EXPECT_EQ(static_cast<std::int64_t>(bytes.size()), size) << file;
        EXPECT_TRUE(bytes == bytes_of(root_ / "again" / file)) << file;
        EXPECT_FALSE(bytes == bytes_of(root_ / "other" / file)) << file;
    }
}

TEST_F(Demo, TheTruthHasEveryRowOfEverySubject) {
    std::map<std::string, std::int64_t> rows_of;
    for (auto const* file : {"truth/person.csv", "truth/organization.csv"}) {
        std::istringstream lines(bytes_of(first() / file));
        std::string line;
        std::getline(lines, line);
        EXPECT_EQ(line, "subject,resource,file,row");
        while (std::getline(lines, line)) {
            auto const cells = split(line, ',');
            ASSERT_EQ(cells.size(), 4U);
            EXPECT_FALSE(cells[0].empty());
            // Rows come in their order, each once.
            EXPECT_EQ(std::to_string(++rows_of[std::string(cells[2])]), cells[3]) << line;
        }
    }
    for (auto const& [file, rows, size] : written_) {
        auto const without =
            file.rfind("truth", 0) == 0 || file.rfind("natural.standard", 0) == 0 ||
            file.rfind("civil.place", 0) == 0 || file.rfind("stat.indicator", 0) == 0;
        EXPECT_EQ(rows_of[file], without ? 0 : rows) << file;
    }
}

TEST_F(Demo, FilesAreEncodedAsTheirDepartmentsDo) {
    auto const starts = [](std::string const& file, std::string_view bytes) {
        return bytes_of(first() / file).rfind(bytes, 0) == 0;
    };
    EXPECT_TRUE(starts("civil.marriage.csv", "\xEF\xBB\xBF"));
    EXPECT_TRUE(starts("health.record.csv", "\xFF\xFE"));
    EXPECT_TRUE(starts("psb.driving_licence.csv.zst", "\x28\xB5\x2F\xFD"));
    // gzip: no flags and no time, so that the bytes are the same at any time.
    EXPECT_TRUE(starts("medins.enrolment.csv.gz", std::string_view("\x1F\x8B\x08\0\0\0\0\0", 8)));
    EXPECT_FALSE(is_utf8(bytes_of(first() / "psb.household.csv")));
    EXPECT_TRUE(is_utf8(bytes_of(first() / "hrss.insurance.tsv")));
    EXPECT_TRUE(starts("hrss.insurance.tsv", "个人编号\t"));
    EXPECT_TRUE(starts("tax.taxpayer.txt", "登记序号|"));
    EXPECT_TRUE(is_utf8(unpacked(first() / "medins.enrolment.csv.gz")));
    EXPECT_TRUE(is_utf8(unpacked(first() / "natural.standard_address.csv.zst")));
}

// The heading of a file in UTF-8, in any of the encodings used.
std::vector<std::string> heading_of(fs::path const& path) {
    auto const bytes = unpacked(path);
    std::string line;
    if (bytes.rfind("\xFF\xFE", 0) == 0) {
        for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
            auto const unit = static_cast<char32_t>(static_cast<unsigned char>(bytes[i]) |
                                                    static_cast<unsigned char>(bytes[i + 1]) << 8);
            if (unit == U'\n') break;
            append_utf8(line, unit);
        }
    } else {
        line = bytes.substr(0, bytes.find('\n'));
        if (!is_utf8(line)) line = utf8_of_gb18030(line);
        if (line.rfind("\xEF\xBB\xBF", 0) == 0) line.erase(0, 3);
    }
    auto const delimiter = path.extension() == ".tsv"   ? '\t'
                           : path.extension() == ".txt" ? '|'
                                                        : ',';
    std::vector<std::string> out;
    for (auto const cell : split(line, delimiter)) out.emplace_back(cell);
    return out;
}

TEST_F(Demo, FilesAndColumnsAreThoseOfThePack) {
    std::size_t tables = 0;
    for (auto const& [file, rows, size] : written_) {
        if (file.rfind("truth", 0) == 0) continue;
        ++tables;
        auto name = file;
        for (std::string_view const end : {".gz", ".zst"})
            if (auto const at = name.rfind(end); at != std::string::npos) name.erase(at);
        auto const resource = name.substr(0, name.rfind('.'));
        auto const pack = YAML::LoadFile(std::string(JUTONG_SOURCE_DIR) +
                                         "/packs/shandong/resources/" + resource + ".yaml");
        auto const source = pack["sources"][0];
        EXPECT_TRUE(matches_wildcard(name, source["file"].as<std::string>())) << file;
        auto const columns = source["columns"];
        auto const heading = heading_of(first() / file);
        EXPECT_EQ(heading.size(), columns.size()) << file;
        for (auto const& column : heading) EXPECT_TRUE(columns[column]) << file << ": " << column;
    }
    std::size_t resources = 0;
    for (auto const& entry :
         fs::directory_iterator(std::string(JUTONG_SOURCE_DIR) + "/packs/shandong/resources"))
        resources += entry.path().extension() == ".yaml" ? 1 : 0;
    EXPECT_EQ(tables, resources) << "every resource of the pack has its table";
}

TEST_F(Demo, CanBeCancelled) {
    auto const result = make("cancelled", 1, [](double, std::string_view) { return false; });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().reason, "demo.cancelled");
}

TEST_F(Demo, RefusesWhatItCannotDo) {
    for (auto const& plan :
         {Plan{.people = 0, .out = root_ / "x"}, Plan{.people = people_max + 1, .out = root_ / "x"},
          Plan{.organizations = 0, .out = root_ / "x"}}) {
        auto const result = generate(plan, element::registry_for_tests(), {});
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().reason, "demo.plan");
    }
    std::ofstream(root_ / "file") << "in the way";
    auto const result = generate({10, 10, 1, root_ / "file"}, element::registry_for_tests(), {});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().reason, "demo.write");
}

TEST_F(Demo, OnePersonIsAProvinceToo) {
    EXPECT_TRUE(generate({1, 1, 7, root_ / "one"}, element::registry_for_tests(), {}));
}

}  // namespace
}  // namespace jutong::demo
