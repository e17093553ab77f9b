#include "linkage/regroup.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>

#include "linkage/choose.h"
#include "linkage/link.h"
#include "linkage/parallel.h"

namespace jutong::linkage {

namespace {

constexpr std::size_t part_rows = 64;
// A row that stands alone is looked at where so many such links would attach it.
constexpr double links_attaching = 8;

class Regrouping {
public:
    Regrouping(Index const& index, std::span<Row const> changed, Grouped const& before, int threads,
               Progress& progress)
        : index_(index),
          changed_(changed),
          before_(before),
          threads_(threads),
          progress_(progress),
          is_changed_(before.clusters.size(), false) {
        for (auto const row : changed) is_changed_[row] = true;
        for (Row row = 0; row < before.clusters.size(); ++row)
            if (!is_changed_[row] && before.clusters[row] >= 0) by_cluster_.push_back(row);
        std::ranges::stable_sort(by_cluster_, {}, [&](Row row) { return before.clusters[row]; });
    }

    Result<Regrouped> run() {
        TRY(search({changed_.begin(), changed_.end()}));
        TRY(search(near()));
        std::ranges::sort(out_.links, {}, [](Link const& a) { return std::pair(a.left, a.right); });
        auto const same = std::ranges::unique(out_.links, [](Link const& a, Link const& b) {
            return a.left == b.left && a.right == b.right;
        });
        out_.links.erase(same.begin(), same.end());
        collect();
        decide();
        return std::move(out_);
    }

private:
    // Adds the links of rows.
    Done search(std::vector<Row> const& rows) {
        auto const parts = (rows.size() + part_rows - 1) / part_rows;
        progress_.step("search", static_cast<std::int64_t>(parts));
        std::vector<std::vector<Link>> found(parts);
        std::vector<std::optional<Error>> failures(parts);
        std::vector<std::optional<Index::Scratch>> scratch(
            static_cast<std::size_t>(std::max(threads_, 1)));
        std::atomic<std::int64_t> done = 0;
        in_parts(parts, threads_, [&](std::size_t part, std::size_t thread) {
            if (progress_.cancelled()) return;
            if (!scratch[thread]) scratch[thread].emplace(index_.scratch());
            auto const end = std::min(rows.size(), (part + 1) * part_rows);
            for (auto i = part * part_rows; i < end; ++i)
                if (auto const asked = search(rows[i], *scratch[thread], found[part]); !asked)
                    failures[part] = asked.error();
            progress_.at(++done, 0);
        });
        TRY(progress_.go_on());
        for (std::size_t part = 0; part < parts; ++part) {
            if (failures[part]) return fail(*failures[part]);
            out_.links.insert(out_.links.end(), found[part].begin(), found[part].end());
        }
        return {};
    }

    Done search(Row row, Index::Scratch& scratch, std::vector<Link>& out) const {
        std::vector<std::string_view> values;
        for (std::size_t i = 0; i < index_.learned().fields.size(); ++i)
            values.push_back(index_.value(row, i));
        Found found;
        TRY(index_.find(values, {candidates_max, weight_bits_min, row}, scratch, found));
        for (auto const& one : found.candidates) {
            if (!before_.sources.empty() && before_.sources[row] == before_.sources[one.row])
                continue;
            out.push_back(
                {std::min(row, one.row), std::max(row, one.row), static_cast<float>(one.weight)});
        }
        return {};
    }

    // The rows of its cluster, in order.
    std::span<Row const> members_of(Row row) const {
        auto const found = std::ranges::equal_range(by_cluster_, before_.clusters[row], {},
                                                    [&](Row one) { return before_.clusters[one]; });
        return {found.begin(), found.end()};
    }

    static void append(std::vector<Row>& to, std::span<Row const> rows) {
        to.insert(to.end(), rows.begin(), rows.end());
    }
    static void keep_once(std::vector<Row>& rows) {
        std::ranges::sort(rows);
        auto const same = std::ranges::unique(rows);
        rows.erase(same.begin(), same.end());
    }

    // The rows whose own links matter: of clusters that a changed row may join with others, and
    // alone ones that may be attached to it.
    std::vector<Row> near() const {
        auto const attached = std::log2(index_.learned().alone / links_attaching);
        std::vector<Row> out;
        auto const add = [&](Row row, float weight) {
            if (is_changed_[row]) return;
            auto const members = members_of(row);
            auto const least = members.size() > 1 ? before_.limits.core_min : attached;
            if (weight >= least) append(out, members);
        };
        for (auto const& link : out_.links)
            add(link.left, link.weight), add(link.right, link.weight);
        keep_once(out);
        return out;
    }

    // The changed rows, and whole clusters of all that links lead to.
    void collect() {
        std::vector<Row> firsts;
        for (auto const& link : out_.links)
            for (auto const row : {link.left, link.right})
                if (!is_changed_[row]) firsts.push_back(members_of(row).front());
        keep_once(firsts);
        out_.rows.assign(changed_.begin(), changed_.end());
        for (auto const first : firsts) append(out_.rows, members_of(first));
        std::ranges::sort(out_.rows);
    }

    Row place_of(Row row) const {
        return static_cast<Row>(std::ranges::lower_bound(out_.rows, row) - out_.rows.begin());
    }

    // Clusters these rows as if there were no others.
    void decide() {
        auto const& rows = out_.rows;
        Records records;
        records.ids.resize(rows.size());
        for (std::size_t g = 0; g < before_.guards.size(); ++g) {
            auto& column = records.columns.emplace_back(Column{before_.guards[g].name, {}, {}});
            for (auto const row : rows)
                column.codes.push_back(column.values.add(before_.number(row, g)));
        }
        auto const guards = guards_of(records, before_.guards);
        std::vector<Row> clusters;
        std::vector<std::uint8_t> changed;
        for (Row i = 0; i < rows.size(); ++i) {
            changed.push_back(is_changed_[rows[i]] ? 1 : 0);
            clusters.push_back(changed[i] != 0 ? i : place_of(members_of(rows[i]).front()));
        }
        std::vector<Link> links;
        for (auto const& link : out_.links)
            links.push_back({place_of(link.left), place_of(link.right), link.weight});
        Standing const standing{clusters, changed, index_.learned().alone};
        ClusterReport report;
        auto const groups =
            cluster(records, std::move(links), {false, before_.limits, guards, &standing}, report);
        for (auto const group : groups) out_.groups.push_back(rows[group]);
        for (auto& refusal : report.refusals) {
            refusal.link = {rows[refusal.link.left], rows[refusal.link.right], refusal.link.weight};
            out_.refusals.push_back(refusal);
        }
    }

    Index const& index_;
    std::span<Row const> changed_;
    Grouped const& before_;
    int threads_;
    Progress& progress_;
    std::vector<bool> is_changed_;  // by row
    std::vector<Row> by_cluster_;   // those that have not changed
    Regrouped out_;
};

}  // namespace

Result<Regrouped> regroup(Index const& index, std::span<Row const> changed, Grouped const& before,
                          int threads, Progress& progress) {
    return Regrouping(index, changed, before, threads, progress).run();
}

}  // namespace jutong::linkage
