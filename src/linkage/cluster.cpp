#include "linkage/cluster.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <unordered_map>

namespace jutong::linkage {

namespace {

constexpr float core_min = 3;         // log2 odds: eight to one
constexpr float unseen = -8;          // of a pair that was never weighed, or far too light
constexpr double accepted_min = 0.5;  // posterior over a row's candidates
constexpr double alone_min = 0.02;    // nobody is certain to have a partner

double odds(float weight) { return std::exp2(std::min(weight, 60.0F)); }

class Clustering {
public:
    Clustering(Records const& records, std::vector<Link> links, ClusterOptions const& options,
               ClusterReport& report)
        : records_(records), links_(std::move(links)), options_(options), report_(report) {
        parents_.resize(records.rows());
        std::iota(parents_.begin(), parents_.end(), Row{0});
        members_.resize(records.rows());
        for (Row row = 0; row < records.rows(); ++row) members_[row] = {row};
        std::ranges::sort(links_, [](Link const& a, Link const& b) {
            if (a.weight != b.weight) return a.weight > b.weight;
            return a.left != b.left ? a.left < b.left : a.right < b.right;
        });
        index();
    }

    std::vector<Row> run() {
        estimate_partners();
        if (options_.one_to_one) {
            assign();
        } else {
            join_core();
            attach();
        }
        std::vector<Row> out(records_.rows());
        for (Row row = 0; row < records_.rows(); ++row) out[row] = find(row);
        return out;
    }

private:
    struct Edge {
        Row other;
        float weight;
    };

    std::span<Edge const> edges_of(Row row) const {
        return {edges_.data() + begins_[row], begins_[row + 1] - begins_[row]};
    }

    void index() {
        begins_.assign(records_.rows() + 1, 0);
        for (auto const& link : links_) ++begins_[link.left + 1], ++begins_[link.right + 1];
        std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
        edges_.resize(begins_.back());
        auto next = begins_;
        for (auto const& link : links_) {
            edges_[next[link.left]++] = {link.right, link.weight};
            edges_[next[link.right]++] = {link.left, link.weight};
        }
    }

    // How many rows have no partner, and how many partners a row has.
    void estimate_partners() {
        double partners = 0, alone = 0;
        for (Row row = 0; row < records_.rows(); ++row) {
            double none = 1;
            for (auto const& edge : edges_of(row)) {
                auto const share = odds(edge.weight) / (1 + odds(edge.weight));
                partners += share;
                none *= 1 - share;
            }
            alone += none;
        }
        auto const rows = std::max(1.0, static_cast<double>(records_.rows()));
        report_.partners = partners / rows;
        report_.alone = std::clamp(alone / rows, alone_min, 1.0);
    }

    Row find(Row row) {
        while (parents_[row] != row) row = parents_[row] = parents_[parents_[row]];
        return row;
    }

    // Roots; the lower one stays.
    void join(Row a, Row b) {
        auto const [low, high] = std::minmax(a, b);
        parents_[high] = low;
        auto& into = members_[low];
        into.insert(into.end(), members_[high].begin(), members_[high].end());
        std::vector<Row>().swap(members_[high]);
    }

    // The mean weight of all pairs between two clusters, those never weighed too.
    float mean_between(Row a, Row b) {
        if (members_[a].size() > members_[b].size()) std::swap(a, b);
        double sum = 0, seen = 0;
        for (auto const row : members_[a])
            for (auto const& edge : edges_of(row))
                if (find(edge.other) == b) sum += std::min(edge.weight, 20.0F), ++seen;
        auto const pairs =
            static_cast<double>(members_[a].size()) * static_cast<double>(members_[b].size());
        return static_cast<float>((sum + (pairs - seen) * unseen) / pairs);
    }

    bool fits(Row a, Row b) {
        if (members_[a].size() + members_[b].size() <= options_.rows_max) return true;
        ++report_.sizes_kept;
        return false;
    }

    void join_core() {
        for (auto const& link : links_) {
            if (link.weight < core_min) break;
            auto const a = find(link.left), b = find(link.right);
            if (a == b || !fits(a, b)) continue;
            if (members_[a].size() * members_[b].size() > 1 && mean_between(a, b) < 0) {
                ++report_.bridges_cut;
                continue;
            }
            join(a, b);
            ++report_.core_links;
        }
    }

    // The sum of the odds of a row with each cluster it has an edge to.
    struct Choice {
        Row row;
        Row cluster;
        double share;
    };

    std::optional<Choice> best_of(Row row) {
        std::unordered_map<Row, double> sums;
        double all = report_.alone;
        for (auto const& edge : edges_of(row)) {
            auto const to = find(edge.other);
            if (to == find(row)) continue;
            sums[to] += odds(edge.weight);
            all += odds(edge.weight);
        }
        std::optional<Choice> best;
        for (auto const& [to, sum] : sums)
            if (!best || sum / all > best->share ||
                (sum / all == best->share && to < best->cluster))
                best = Choice{row, to, sum / all};
        if (best && best->share < accepted_min) return std::nullopt;
        return best;
    }

    void attach() {
        std::vector<Choice> choices;
        for (Row row = 0; row < records_.rows(); ++row)
            if (members_[find(row)].size() == 1)
                if (auto const best = best_of(row)) choices.push_back(*best);
        std::ranges::sort(choices, [](Choice const& a, Choice const& b) {
            return a.share != b.share ? a.share > b.share : a.row < b.row;
        });
        for (auto const& choice : choices) {
            auto const from = find(choice.row);
            if (members_[from].size() > 1) continue;
            auto const now = best_of(choice.row);  // what it was attached to may have grown
            if (!now || !fits(from, find(now->cluster))) continue;
            join(from, find(now->cluster));
            ++report_.attached;
        }
    }

    // Each row's partner in another source, the best pairs first; down to the odds at which a row
    // is as likely to have none.
    void assign() {
        auto const has_source = [&](Row cluster, Row other) {
            return std::ranges::any_of(members_[cluster], [&](Row a) {
                return std::ranges::any_of(members_[other], [&](Row b) {
                    return records_.source_of(a) == records_.source_of(b);
                });
            });
        };
        for (auto const& link : links_) {
            auto const a = find(link.left), b = find(link.right);
            if (a == b) continue;
            if (has_source(a, b)) {
                ++report_.taken;
                continue;
            }
            if (odds(link.weight) < report_.alone) break;
            join(a, b);
            ++report_.core_links;
        }
    }

    Records const& records_;
    std::vector<Link> links_;
    ClusterOptions const& options_;
    ClusterReport& report_;
    std::vector<Row> parents_;
    std::vector<std::vector<Row>> members_;  // by root
    std::vector<std::size_t> begins_;        // by row: into edges_
    std::vector<Edge> edges_;
};

}  // namespace

std::vector<Row> cluster(Records const& records, std::vector<Link> links,
                         ClusterOptions const& options, ClusterReport& report) {
    return Clustering(records, std::move(links), options, report).run();
}

}  // namespace jutong::linkage
