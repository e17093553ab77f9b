#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "job/demo_for_tests.h"
#include "job/fsck.h"
#include "job/holdings.h"
#include "job/html.h"
#include "job/places.h"
#include "job/quality.h"
#include "job/quality_examples.h"
#include "job/quality_export.h"
#include "job/quality_notice.h"
#include "job/quarantine.h"
#include "job/subject.h"

namespace jutong::job {
namespace {

fs::path const repository = JUTONG_SOURCE_DIR;

TEST(Html, WritesTextAsText) {
    EXPECT_EQ(html_text("<b> & \"聚通\""), "&lt;b&gt; &amp; &quot;聚通&quot;");
    EXPECT_EQ(html_number(99'999), "99,999");
    EXPECT_EQ(html_number(23'180'000), "<span title=\"23,180,000\">2318.0 万</span>");
    EXPECT_NE(html_score(97).find("关注"), std::string::npos);
}

TEST(FindSources, TakesTheResourceWhosePatternFitsBest) {
    catalog::Catalog catalog;
    catalog.resources.resize(2);
    catalog.resources[0].sources.resize(1);
    catalog.resources[0].sources[0].files = {"enterprise*.csv"};
    catalog.resources[1].sources.resize(1);
    catalog.resources[1].sources[0].files = {"enterprise_branch*.csv"};
    auto const folder = fs::path(testing::TempDir()) / "jutong_find_test";
    for (auto const* const name :
         {"enterprise_2024.csv.zst", "sub/enterprise_branch.csv.gz", "readme.txt"})
        ASSERT_TRUE(write_file(folder / name, "x"));
    auto const found = find_sources(catalog, folder).value().files;
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].resource, &catalog.resources[0]);
    EXPECT_EQ(found[1].resource, &catalog.resources[1]);
    EXPECT_EQ(found[1].name, "sub/enterprise_branch.csv.gz");
    EXPECT_EQ(find_sources(catalog, folder / "none").error().code, Code::not_found);
    fs::remove_all(folder);
}

TEST(Marks, StandUnderWhatIsWrong) {
    using Marks = std::vector<std::pair<std::size_t, std::size_t>>;
    EXPECT_EQ(marks_of("element.id_number.check_digit", "110105194912310021"), (Marks{{17, 18}}));
    EXPECT_EQ(marks_of("element.id_number.birth_date", "11010519490231002X"), (Marks{{6, 14}}));
    EXPECT_EQ(marks_of("element.id_number.digit", "1101O5中19"), (Marks{{6, 7}}));
    EXPECT_EQ(marks_of("element.person_name.charset", "张3#4"), (Marks{{1, 4}}));
    EXPECT_EQ(marks_of("governance.length", "长文"), (Marks{{0, 2}}));
    EXPECT_EQ(marks_of("governance.required", ""), Marks{});
}

TEST(ResourceState, IsDueInTheLastFifthOfItsCycle) {
    ResourceState state;
    EXPECT_EQ(state.arrival(100), Arrival::unscheduled);
    state.cycle_days = 35;
    EXPECT_EQ(state.arrival(100), Arrival::never);
    state.due = 135;
    EXPECT_EQ(state.arrival(128), Arrival::in_time);
    EXPECT_EQ(state.arrival(129), Arrival::due);
    EXPECT_EQ(state.arrival(135), Arrival::due);
    EXPECT_EQ(state.arrival(136), Arrival::overdue);
}

TEST(Places, AreSummedByTheBeginOfTheirCode) {
    auto const sums = summed_by({{"370102", 2}, {"370103", 3}, {"3701", 1}, {"37", 9}, {"", 7}}, 4);
    ASSERT_EQ(sums.size(), 1U);
    EXPECT_EQ(sums[0].division, "3701");
    EXPECT_EQ(sums[0].subjects, 6);
    EXPECT_EQ(summed_by({{"370102", 2}, {"1101", 3}}, 4, "37").size(), 1U);
}

TEST(Charts, AreDrawnWithinTheirFrame) {
    auto const line = svg_line({{"1", 90}, {"<2>", 100}}, "得分");
    EXPECT_NE(line.find("&lt;2&gt;"), std::string::npos);
    EXPECT_NE(line.find("<polyline"), std::string::npos);
    EXPECT_EQ(line.find("nan"), std::string::npos);
    EXPECT_EQ(svg_line({{"only", 100}}, "").find("nan"), std::string::npos);
    EXPECT_EQ(svg_web({}, ""), "");
}

TEST(ShownValue, MasksWhatIsPersonal) {
    auto const registry = element::Registry::create({}, {}).value().release();
    std::unique_ptr<element::Registry const> const owned(registry);
    catalog::Field field;
    field.element = registry->find("id_number");
    EXPECT_EQ(shown_value(field, "11010519491231002X"), "110***********002X");
    EXPECT_EQ(shown_value(field, "110105194912310029").find("1949"), std::string::npos);
    field.element = registry->find("text");
    EXPECT_EQ(shown_value(field, "济南"), "济南");
    field.sensitive = true;
    EXPECT_EQ(shown_value(field, "济南"), "**");
    EXPECT_EQ(shown_value(field, ""), "");
}

// The whole main job on a small demo province, held against the truth that was written beside it.
class MainJobTest : public DemoProvinceTest {
protected:
    static void SetUpTestSuite() { set_up("job_test", 2'000, 500, 7); }

    static std::string read(fs::path const& file) {
        auto const text = read_file(file);
        EXPECT_TRUE(text) << file;
        return text.value_or("");
    }

    // Rows of origins and truth side by side: one for each row that gives a golden value.
    static std::string told(std::string const& library, std::string const& kind) {
        return fmt::format(
            "(SELECT DISTINCT o.resource, o.\"row\", o.rule LIKE '%repaired%' AS repaired, "
            "g.number, t.subject "
            "FROM origin.{0} o JOIN library.{0} g USING (subject) "
            "JOIN {1} t ON t.resource = o.resource AND t.\"row\" = o.\"row\")",
            library, truth(kind));
    }
};

TEST_F(MainJobTest, LosesNoRow) {
    ASSERT_TRUE(job_.ingested.failures.empty());
    EXPECT_GE(job_.ingested.loads.size(), 40U);
    for (auto const& result : job_.ingested.loads) {
        auto const& outcome = result.load.outcome;
        EXPECT_EQ(outcome.read, outcome.accepted + outcome.quarantined) << result.load.file;
    }
    for (auto const& kind : {"person", "organization"})
        EXPECT_EQ(ask(fmt::format(
                      "SELECT count(*) FROM {} t WHERE NOT EXISTS (SELECT 1 FROM meta.load l WHERE "
                      "l.resource = t.resource AND t.\"row\" <= l.read)",
                      truth(kind))),
                  0);
}

TEST_F(MainJobTest, GoldenRecordsAreOfTheirSubjects) {
    for (auto const& [library, kind] :
         {std::pair{"person", "person"}, {"legal_entity", "organization"}}) {
        auto const rows = told(library, kind);
        auto const all = ask("SELECT count(*) FROM " + rows);
        EXPECT_GT(all, 1'000);
        // The demo puts a mother's valid number on some children's records: only their names could
        // tell.
        EXPECT_LT(ask("SELECT count(*) FROM " + rows + " WHERE number <> subject"), all / 500);
        EXPECT_EQ(ask("SELECT count(*) FROM " + rows + " WHERE repaired AND number <> subject"), 0);
        EXPECT_GT(ask("SELECT count(*) FROM " + rows + " WHERE repaired"), 0);
        EXPECT_EQ(
            ask(fmt::format(
                "SELECT count(*) FROM library.{} WHERE number NOT IN (SELECT subject FROM {})",
                library, truth(kind))),
            0);
    }
    EXPECT_GT(ask("SELECT count(*) FROM library.person"), 1'990);
}

TEST_F(MainJobTest, FillsEveryLibraryThatDoesNotWait) {
    auto const& catalog = workplace_->catalog();
    auto const of_kind = [&](std::string_view kind) {
        return std::ranges::count(catalog.libraries, kind, &catalog::Library::kind);
    };
    EXPECT_EQ(of_kind("base"), 6);
    EXPECT_EQ(of_kind("theme"), 12);
    EXPECT_GE(of_kind("special"), 1);
    EXPECT_GE(of_kind("general"), 1);
    ASSERT_EQ(job_.fused.size(), catalog.libraries.size());
    for (auto const& fused : job_.fused) {
        auto const waits = !catalog.find_library(fused.library)->awaits.empty();
        EXPECT_EQ(fused.subjects == 0, waits) << fused.library;
        EXPECT_GE(fused.unlinked, 0) << fused.library;
    }
}

// No field of a base library stands empty: a feed of the demo province fills it.
TEST_F(MainJobTest, FillsEveryFieldOfTheBaseLibraries) {
    for (auto const& library : workplace_->catalog().libraries) {
        if (!library.is_base()) continue;
        for (auto const& field : library.fields)
            EXPECT_GT(ask(fmt::format("SELECT count({}) FROM library.{}",
                                      lake::quoted_name(field.name), library.name)),
                      0)
                << library.name << "." << field.name;
    }
}

TEST_F(MainJobTest, EveryValueHasItsOrigin) {
    auto const findings = check_all(*workplace_, silent_).value();
    for (auto const& finding : findings) EXPECT_TRUE(finding.faults.empty()) << finding.check;
    auto session = workplace_->lake().session();
    auto const number =
        session->query("SELECT number FROM library.person WHERE phone IS NOT NULL LIMIT 1")
            ->rows[0][0];
    auto const records = look_up(*workplace_, *number).value();
    ASSERT_FALSE(records.empty());
    for (auto const& value : records[0].values)
        EXPECT_EQ(value.value.empty(), value.resource.empty()) << value.field;
    EXPECT_EQ(look_up(*workplace_, "110101199001010000").error().code, Code::not_found);
}

TEST_F(MainJobTest, RunningAgainChangesNothing) {
    auto const version = workplace_->lake().version().value();
    auto const again = run_main_job(*workplace_, folder_ / "demo", silent_).value();
    for (auto const& load : again.ingested.loads) EXPECT_TRUE(load.skipped);
    for (auto const& fused : again.fused) EXPECT_TRUE(fused.skipped);
    EXPECT_EQ(workplace_->lake().version().value(), version);
    auto const full = fuse_libraries(*workplace_, 99, {}, true, silent_).value();
    for (auto const& fused : full)
        EXPECT_EQ(fused.added + fused.changed + fused.ended, 0) << fused.library;
}

TEST_F(MainJobTest, MeasuresAddUpToScores) {
    auto const all = quality_of(*workplace_, "").value();
    EXPECT_GE(all.size(), 40U);
    for (auto const& quality : all) {
        EXPECT_GT(quality.score, 50) << quality.resource;
        EXPECT_LE(quality.score, 100) << quality.resource;
        for (auto const& measure : quality.measures)
            EXPECT_LE(measure.a, measure.b) << measure.rule;
    }
    EXPECT_FALSE(tallies_of(*workplace_, "psb.household").value().empty());
    EXPECT_EQ(resource_named(workplace_->catalog(), "psb.houshold").error().reason,
              "catalog.unknown_resource");
}

TEST_F(MainJobTest, CancellingLeavesWhatWasThere) {
    Progress cancelled;
    cancelled.cancel();
    auto const version = workplace_->lake().version().value();
    auto const result = fuse_libraries(*workplace_, 99, {"person"}, true, cancelled);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().reason, "run.cancelled");
    EXPECT_EQ(workplace_->lake().version().value(), version);
}

TEST_F(MainJobTest, EveryDimensionIsMeasured) {
    for (auto const by : {QualityBy::resource, QualityBy::department, QualityBy::run}) {
        auto const scores = scores_by(*workplace_, by, "");
        ASSERT_TRUE(scores) << scores.error().message;
        ASSERT_FALSE(scores->empty());
        if (by != QualityBy::run) continue;
        EXPECT_EQ(scores->back().dimensions.size(), 6U);
    }
    // Counts by city add up to those of the load, where the resource tells the city.
    EXPECT_EQ(
        ask("SELECT count(*) FROM (SELECT load, resource, rule, sum(a) AS a, sum(b) AS b FROM "
            "meta.measure_city GROUP BY ALL) c JOIN meta.measure m USING (load, resource, "
            "rule) WHERE c.a <> m.a OR c.b <> m.b"),
        0);
    EXPECT_GT(ask("SELECT count(*) FROM meta.measure_city"), 100);
}

// One file each, and nothing in it that a browser would fetch.
TEST_F(MainJobTest, ReportsAndNoticesAreSelfContained) {
    ASSERT_TRUE(write_quality_page(*workplace_, "", folder_ / "quality.html"));
    auto const notices = write_notices(*workplace_, folder_ / "notices");
    ASSERT_TRUE(notices) << notices.error().message;
    ASSERT_FALSE(notices->empty());
    auto const page = read(folder_ / "quality.html");
    EXPECT_NE(page.find("<svg"), std::string::npos);
    auto const notice = read(notices->front().file);
    EXPECT_NE(notice.find("整改通知"), std::string::npos);
    EXPECT_NE(notice.find(" 行，主键 "), std::string::npos);
    for (auto const& text : {page, notice})
        for (auto const* const link : {"http:", "https:", "src=", "url(", "@import", "<script"})
            EXPECT_EQ(text.find(link), std::string::npos) << link;
    ASSERT_TRUE(write_quality_csv(*workplace_, "psb.household", folder_ / "q.csv"));
    auto const csv = read(folder_ / "q.csv");
    EXPECT_NE(csv.find("rule.gender_of_number"), std::string::npos);
}

}  // namespace
}  // namespace jutong::job
