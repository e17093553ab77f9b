#include "job/link_added.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "job/link_kept.h"
#include "job/link_rows.h"
#include "job/made_rows.h"
#include "job/passing_folder.h"

namespace jutong::job {

namespace fs = std::filesystem;

namespace {

std::string table(fs::path const& file, std::string_view options = "") {
    return fmt::format("read_parquet({}{})", lake::quoted_text(file.string()), options);
}

// Neither row of the link was decided anew.
constexpr std::string_view untouched =
    "NOT EXISTS (FROM {0} t WHERE t.source = l.left_source AND t.record_id = l.left_id) AND "
    "NOT EXISTS (FROM {0} t WHERE t.source = l.right_source AND t.record_id = l.right_id)";
// a and b: the link's rows, as they are now.
constexpr std::string_view with_rows =
    "JOIN {0} a ON (a.source = l.left_source AND a.record_id = l.left_id) "
    "JOIN {0} b ON (b.source = l.right_source AND b.record_id = l.right_id)";

class Writing {
public:
    Writing(KeptIndex const& kept, Decision const& decision, fs::path const& folder,
            fs::path const& made, fs::path const& passing)
        : kept_(kept),
          decision_(decision),
          folder_(folder),
          made_(made),
          touched_(passing / "touched.parquet"),
          found_(passing / "found.parquet"),
          refused_(passing / "refused.parquet") {
        for (linkage::Row row = 0; row < kept.clusters.size(); ++row)
            if (kept.clusters[row] >= 0) rows_.push_back(row);
        std::ranges::sort(rows_, {}, [&](auto row) { return kept.places[row]; });
    }

    Done rows(lake::Lake& lake) const {
        auto const columns = columns_of(kept_.index.learned());
        auto const make = [&](std::size_t i, MadeRows::Row& row) {
            auto const at = rows_[i];
            row = {static_cast<std::int64_t>(i)};
            name(at, row);
            row.emplace_back(kept_.places[at]);
            row.emplace_back(kept_.clusters[at]);
            for (std::size_t c = 0; c < columns.size(); ++c) {
                auto const value = kept_.value(at, c);
                if (value.empty())
                    row.emplace_back(std::monostate());
                else
                    row.emplace_back(std::string(value));
            }
        };
        return write_kept(kept_.rules, columns, rows_.size(), make, made_ / "rows.parquet", lake);
    }

    Done touched(lake::Session& session) const {
        auto const& rows = decision_.regrouped.rows;
        std::vector<linkage::Row> changed;
        std::ranges::copy_if(rows, std::back_inserter(changed),
                             [&](auto row) { return decision_.is_changed[row] != 0; });
        MadeRows made({{"place", lake::Type::integer},
                       {"source", lake::Type::text},
                       {"record_id", lake::Type::text}},
                      changed.size(), [&](std::size_t i, MadeRows::Row& row) {
                          row = {static_cast<std::int64_t>(i)};
                          name(changed[i], row);
                      });
        return write_parquet(session, made, touched_);
    }

    // Links that are inside of a cluster by what was decided.
    Done found(lake::Session& session) const {
        std::vector<linkage::Link> links;
        for (auto const& link : decision_.regrouped.links) {
            if (kept_.clusters[link.left] != kept_.clusters[link.right]) continue;
            auto const is_new = decision_.is_changed[link.left] != 0 ||
                                decision_.is_changed[link.right] != 0 ||
                                before(link.left) != before(link.right);
            if (is_new) links.push_back(in_order(link));
        }
        MadeRows made(
            columns_of_links({}, {{"weight", lake::Type::real}, {"probability", lake::Type::real}}),
            links.size(), [&](std::size_t i, MadeRows::Row& row) {
                auto const& link = links[i];
                row = {static_cast<std::int64_t>(i)};
                name(link.left, row);
                name(link.right, row);
                row.emplace_back(double{link.weight});
                row.emplace_back(1 / (1 + std::exp2(-double{link.weight})));
            });
        return write_parquet(session, made, found_);
    }

    Done refused(lake::Session& session) const {
        auto const& refusals = decision_.regrouped.refusals;
        auto const& guards = kept_.index.learned().guards;
        MadeRows made(columns_of_links({{"action", lake::Type::text}, {"column", lake::Type::text}},
                                       {{"weight", lake::Type::real}}),
                      refusals.size(), [&](std::size_t i, MadeRows::Row& row) {
                          auto const link = in_order(refusals[i].link);
                          auto const why = refusals[i].refused;
                          row = {static_cast<std::int64_t>(i), std::string(linkage::to_string(why)),
                                 std::monostate()};
                          if (why == linkage::Refused::number)
                              row[2] = guards[refusals[i].guard].column;
                          name(link.left, row);
                          name(link.right, row);
                          row.emplace_back(double{link.weight});
                      });
        return write_parquet(session, made, refused_);
    }

    Done results(lake::Session& session) const {
        auto const rows = table(made_ / "rows.parquet");
        auto const is_untouched = fmt::format(untouched, table(touched_));
        auto const of_rows = fmt::format(with_rows, rows);
        TRY(write_parquet(
            session,
            fmt::format("SELECT source, record_id, cluster_id FROM {} ORDER BY place", rows),
            made_ / "clusters.parquet"));
        TRY(write_parquet(
            session,
            fmt::format("SELECT l.* FROM (SELECT * FROM {} l WHERE {} UNION ALL SELECT * FROM {}) "
                        "l {} WHERE a.cluster_id = b.cluster_id ORDER BY a.place, b.place",
                        table(folder_ / "links.parquet"), is_untouched, table(found_), of_rows),
            made_ / "links.parquet"));
        auto const numbered = ", file_row_number = true";
        return write_parquet(
            session,
            fmt::format(
                "SELECT l.* EXCLUDE (part, file_row_number) FROM (SELECT *, 0 AS part FROM {} l "
                "WHERE {} AND NOT EXISTS (FROM {} r WHERE r.left_source = l.left_source AND "
                "r.left_id = l.left_id AND r.right_source = l.right_source AND r.right_id = "
                "l.right_id) UNION ALL SELECT *, 1 AS part FROM {}) l {} "
                "WHERE a.cluster_id <> b.cluster_id ORDER BY part, l.file_row_number",
                table(folder_ / "guards.parquet", numbered), is_untouched, table(refused_),
                table(refused_, numbered), of_rows),
            made_ / "guards.parquet");
    }

private:
    void name(linkage::Row at, MadeRows::Row& row) const {
        row.emplace_back(kept_.source_of(at));
        row.emplace_back(kept_.ids[at]);
    }

    std::int64_t before(linkage::Row row) const {
        auto const& rows = decision_.regrouped.rows;
        return decision_
            .before[static_cast<std::size_t>(std::ranges::lower_bound(rows, row) - rows.begin())];
    }

    linkage::Link in_order(linkage::Link link) const {
        if (kept_.places[link.left] > kept_.places[link.right]) std::swap(link.left, link.right);
        return link;
    }

    KeptIndex const& kept_;
    Decision const& decision_;
    fs::path const& folder_;
    fs::path const& made_;
    fs::path touched_, found_, refused_;
    std::vector<linkage::Row> rows_;  // that are there, by place
};

}  // namespace

Done write_added(KeptIndex const& kept, Decision const& decision, fs::path const& folder,
                 fs::path const& made, lake::Lake& lake) {
    auto const passing = TRY(PassingFolder::make());
    auto session = TRY(lake.session());
    Writing const writing(kept, decision, folder, made, passing->path());
    TRY(writing.rows(lake));
    TRY(writing.touched(session));
    TRY(writing.found(session));
    TRY(writing.refused(session));
    auto done = writing.results(session);
    if (done || done.error().reason != "lake.statement") return done;
    return fail(Code::corrupt, "fuse.kept.damaged",
                fmt::format("{}: links.parquet or guards.parquet is damaged; make all anew by "
                            "jutong fuse --input … --keep-rows",
                            folder.string()));
}

}  // namespace jutong::job
