// Random histories: after every step the incremental fusion must have made what a full one makes.
#include <array>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "job/main_job.h"
#include "lake/merge.h"

namespace jutong::job {
namespace {

fs::path const mini_packs = fs::path(JUTONG_SOURCE_DIR) / "test" / "packs";

// The same packs, whose library of people links rows without a number.
fs::path linking_packs(fs::path const& folder) {
    fs::create_directories(folder.parent_path());
    fs::copy(mini_packs, folder, fs::copy_options::recursive);
    auto const file = folder / "mini" / "people.yaml";
    auto text = read_file(file).value();
    std::string const before = "feeds:\n  - {resource: psb.household}";
    text.insert(text.find(before),
                "link: {fields: [name, gender, phone, employer], link: 0.6, review: 0.1}\n");
    EXPECT_TRUE(write_file(file, text));
    return folder;
}

// A town whose people move, change phones, lose digits of their numbers, and are forgotten.
class Town {
public:
    explicit Town(std::uint64_t seed) : random_(seed) {
        for (std::size_t i = 0; i < people_max; ++i) {
            auto row = Row{};
            row.number = valid_number(i);
            row.name = any_name();
            row.phone = fmt::format("139{:08}", draw(100'000'000));
            for (auto& table : tables_) table.push_back(row);
        }
    }

    // Some rows of some tables change.
    void live() {
        for (auto& table : tables_)
            for (auto& row : table)
                if (draw(8) == 0) change(row);
    }

    std::string household() const {
        std::string text = "编号,身份证号,姓名,性别,电话,更新\n";
        for (std::size_t i = 0; i < people_max; ++i) {
            auto const& row = tables_[0][i];
            if (row.is_there)
                text += fmt::format("{},{},{},{},{},{}\n", i, row.number, row.name, row.gender,
                                    row.phone, row.day);
        }
        return text;
    }
    std::string insurance() const {
        std::string text = "账号,身份证号,姓名,手机,单位,更新\n";
        for (std::size_t i = 0; i < people_max; ++i) {
            auto const& row = tables_[1][i];
            if (row.is_there)
                text += fmt::format("{},{},{},{},{},{}\n", i, row.number, row.name, row.phone,
                                    row.employer, row.day);
        }
        return text;
    }
    std::string students() const {
        std::string text = "身份证号,姓名,学校\n";
        for (auto const& row : tables_[2])
            if (row.is_there) text += fmt::format("{},{},{}\n", row.number, row.name, row.employer);
        return text;
    }

private:
    static constexpr std::size_t people_max = 60;
    static constexpr std::array<char const*, 4> names = {"张三", "李四", "欧阳修", "王芳"};

    struct Row {
        std::string number, name, gender = "男", phone, employer, day = "2026-01-01";
        bool is_there = true;
    };

    std::uint64_t draw(std::uint64_t below) { return random_() % below; }
    std::string any_name() { return names[draw(names.size())]; }

    static std::string valid_number(std::size_t i) {
        constexpr std::array weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        // Neighbours in sequence: many are one digit from being each other.
        auto body = fmt::format("370102199003{:02}{:03}", 1 + i % 20, 100 + i / 20);
        int sum = 0;
        for (std::size_t k = 0; k < weights.size(); ++k) sum += weights[k] * (body[k] - '0');
        return body + "10X98765432"[sum % 11];
    }

    void change(Row& row) {
        switch (draw(8)) {
            case 0:
                row.phone = fmt::format("138{:08}", draw(100'000'000));
                row.day = fmt::format("2026-02-{:02}", 1 + draw(28));
                break;
            case 1:
                row.employer = draw(3) == 0 ? "" : fmt::format("第{}公司", draw(5));
                break;
            case 2:
                row.name = any_name();
                break;
            case 3:  // a slip of the pen
                if (!row.number.empty())
                    row.number[draw(row.number.size() - 1)] = static_cast<char>('0' + draw(10));
                break;
            case 4:  // another person's number, or the right one again
                row.number = valid_number(draw(people_max));
                break;
            case 5:  // none: other evidence must tell whose it is
                row.number.clear();
                break;
            case 6:
                row.is_there = !row.is_there;
                break;
            default:
                row.gender = row.gender == std::string("男") ? "女" : "男";
        }
    }

    std::mt19937_64 random_;
    std::array<std::vector<Row>, 3> tables_;
};

class HistoryTest : public testing::TestWithParam<int> {
protected:
    fs::path folder_ =
        fs::path(testing::TempDir()) / fmt::format("jutong_history.{}.{}", ::getpid(), GetParam());
    SystemClock clock_;
    Progress silent_;
    std::unique_ptr<Workplace> workplace_;

    void SetUp() override {
        Settings settings;
        settings.data = folder_ / "data";
        settings.packs = linking_packs(folder_ / "packs");
        auto opened = Workplace::open(settings, Access::write, clock_);
        ASSERT_TRUE(opened) << opened.error().message;
        workplace_ = std::move(*opened);
    }
    void TearDown() override {
        workplace_.reset();
        fs::remove_all(folder_);
    }

    // Every row that fusions made, as sorted text.
    std::string made() {
        auto session = workplace_->lake().session();
        std::string all;
        for (auto const* const library : {"person", "working"})
            for (auto const* const table : {"library.{}", "meta.origin_{}", "meta.conflict_{}",
                                            "meta.link_{}", "meta.digest_{}"}) {
                auto const name = fmt::format(fmt::runtime(table), library);
                auto const rows = session->query("SELECT * FROM " + name + " ORDER BY ALL");
                EXPECT_TRUE(rows) << rows.error().message;
                all += name + "\n";
                for (auto const& row : rows->rows) {
                    for (auto const& cell : row) all += cell.value_or("NULL") + "|";
                    all += "\n";
                }
            }
        auto const rows = session->query(
            "SELECT resource, row_key, load, \"row\", number, state, probability FROM "
            "meta.likeness_person ORDER BY ALL");
        EXPECT_TRUE(rows) << rows.error().message;
        for (auto const& row : rows->rows) {
            for (auto const& cell : row) all += cell.value_or("NULL") + "|";
            all += "\n";
        }
        return all;
    }

    // A lake of before there were any.
    void forget_digests() {
        auto session = workplace_->lake().session();
        for (auto const* const library : {"person", "working"}) {
            auto const done = session->run(fmt::format("DELETE FROM meta.digest_{}", library));
            EXPECT_TRUE(done) << done.error().message;
        }
    }

    std::vector<fusion::FusionResult> step(Town& town, int number) {
        auto const folder = folder_ / fmt::format("step{}", number);
        EXPECT_TRUE(write_file(folder / "psb.household.csv", town.household()));
        EXPECT_TRUE(write_file(folder / "hrss.insurance.csv", town.insurance()));
        EXPECT_TRUE(write_file(folder / "edu.student.csv", town.students()));
        auto const job = run_main_job(*workplace_, folder, silent_);
        EXPECT_TRUE(job) << job.error().message;
        return job ? job->fused : std::vector<fusion::FusionResult>();
    }
};

TEST_P(HistoryTest, IncrementalFusionsMakeWhatFullOnesMake) {
    Town town(static_cast<std::uint64_t>(GetParam()));
    int incremental = 0;
    for (int number = 0; number < 5; ++number) {
        for (auto const& fused : step(town, number))
            if (!fused.full && !fused.skipped) ++incremental;
        auto const step_by_step = made();
        auto const counts = workplace_->lake().session()->query(
            "SELECT rows, broken, mended, unlinked, conflicts FROM meta.fusion WHERE library = "
            "'person' ORDER BY version DESC LIMIT 1");
        if (number == 2) forget_digests();
        auto const full = fuse_libraries(*workplace_, 1000 + number, {}, true, silent_);
        ASSERT_TRUE(full) << full.error().message;
        EXPECT_EQ(step_by_step, made()) << "step " << number;
        for (auto const& fused : *full) {
            EXPECT_EQ(fused.added + fused.changed + fused.ended, 0) << fused.library;
            if (fused.library != "person") continue;
            std::vector<lake::Cell> const same = {
                std::to_string(fused.rows), std::to_string(fused.broken),
                std::to_string(fused.mended), std::to_string(fused.unlinked),
                std::to_string(fused.conflicts)};
            EXPECT_EQ(counts->rows.at(0), same) << "step " << number;
        }
        town.live();
    }
    EXPECT_GE(incremental, 4);
    auto session = workplace_->lake().session();
    auto const linked = lake::count(*session, "SELECT sum(linked) AS n FROM meta.fusion");
    EXPECT_GT(linked.value(), 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, HistoryTest, testing::Range(1, 3));

}  // namespace
}  // namespace jutong::job
