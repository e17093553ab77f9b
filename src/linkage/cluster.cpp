#include "linkage/cluster.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "linkage/assign.h"
#include "linkage/forest.h"

namespace jutong::linkage {

namespace {

constexpr float unseen = -8;        // of a pair that was never weighed, or far too light
constexpr float likely_min = 0;     // log2 odds: a pair that is worth telling where it is refused
constexpr double alone_min = 0.02;  // nobody is certain to have a partner

double odds(float weight) { return std::exp2(std::min(weight, 60.0F)); }

class Clustering {
public:
    Clustering(Records const& records, std::vector<Link> links, ClusterOptions const& options,
               ClusterReport& report)
        : records_(records),
          links_(std::move(links)),
          options_(options),
          report_(report),
          forest_(records.rows()) {
        members_.resize(records.rows());
        for (Row row = 0; row < records.rows(); ++row) members_[row] = {row};
        std::ranges::sort(links_, [](Link const& a, Link const& b) {
            if (a.weight != b.weight) return a.weight > b.weight;
            return a.left != b.left ? a.left < b.left : a.right < b.right;
        });
        index();
        for (auto const& guard : options_.guards) {
            auto const& codes = records.columns[guard.column].codes;
            auto& numbers = numbers_.emplace_back(records.rows());
            for (Row row = 0; row < records.rows(); ++row) numbers[row] = guard.numbers[codes[row]];
        }
        has_changed_.assign(records.rows(), true);
        if (options_.standing == nullptr) return;
        for (Row row = 0; row < records.rows(); ++row) {
            has_changed_[row] = options_.standing->changed[row] != 0;
            if (auto const first = options_.standing->clusters[row]; first != row)
                join(find(first), row);
        }
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
        if (options_.standing != nullptr) {
            report_.alone = options_.standing->alone;
            return;
        }
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

    Row find(Row row) { return forest_.find(row); }

    // Roots; the lower one stays.
    void join(Row a, Row b) {
        auto const low = forest_.join(a, b), high = std::max(a, b);
        auto& into = members_[low];
        into.insert(into.end(), members_[high].begin(), members_[high].end());
        std::vector<Row>().swap(members_[high]);
        if (has_changed_[high]) has_changed_[low] = true;
        for (auto& numbers : numbers_)
            if (numbers[low] == no_value) numbers[low] = numbers[high];
    }

    // The guard that keeps two clusters apart; their number where none does.
    std::size_t guard_between(Row a, Row b) const {
        std::size_t guard = 0;
        for (; guard < numbers_.size(); ++guard) {
            auto const x = numbers_[guard][a], y = numbers_[guard][b];
            if (x != no_value && y != no_value && x != y) break;
        }
        return guard;
    }

    void refuse(Link const& link, Refused why, std::uint64_t& counter, std::size_t guard = 0) {
        ++counter;
        report_.refusals.push_back({link, why, guard});
    }

    // Tells a link that a guard forbids.
    bool is_forbidden(Link const& link, Row a, Row b) {
        auto const guard = guard_between(a, b);
        if (guard == numbers_.size()) return false;
        refuse(link, Refused::number, report_.numbers_kept_apart, guard);
        return true;
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

    bool fits(Link const& link, Row a, Row b) {
        if (members_[a].size() + members_[b].size() <= options_.limits.rows_max) return true;
        refuse(link, Refused::size, report_.sizes_kept);
        return false;
    }

    void join_core() {
        for (auto const& link : links_) {
            if (link.weight < options_.limits.core_min) break;
            auto const a = find(link.left), b = find(link.right);
            if (a == b || (!has_changed_[a] && !has_changed_[b])) continue;
            if (is_forbidden(link, a, b) || !fits(link, a, b)) continue;
            if (members_[a].size() * members_[b].size() > 1 && mean_between(a, b) < 0) {
                refuse(link, Refused::bridge, report_.bridges_cut);
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
            if (to == find(row) || guard_between(to, find(row)) < numbers_.size()) continue;
            sums[to] += odds(edge.weight);
            all += odds(edge.weight);
        }
        std::optional<Choice> best;
        for (auto const& [to, sum] : sums)
            if (!best || sum / all > best->share ||
                (sum / all == best->share && to < best->cluster))
                best = Choice{row, to, sum / all};
        if (best && best->share < options_.limits.attach_min) return std::nullopt;
        return best;
    }

    // The heaviest link of a row to a cluster.
    Link link_to(Row row, Row cluster) {
        Link best{row, row, unseen};
        for (auto const& edge : edges_of(row))
            if (find(edge.other) == cluster && edge.weight >= best.weight)
                best = {row, edge.other, edge.weight};
        return best;
    }

    // Pairs lighter than the core's that would count, did no guard forbid them.
    void tell_forbidden() {
        if (numbers_.empty()) return;
        for (auto const& link : links_) {
            if (link.weight >= options_.limits.core_min) continue;
            if (link.weight < likely_min) break;
            auto const a = find(link.left), b = find(link.right);
            if (a == b || (!has_changed_[a] && !has_changed_[b])) continue;
            if (members_[a].size() == 1 || members_[b].size() == 1) is_forbidden(link, a, b);
        }
    }

    // Whether there is anything new to say of a row that stands alone.
    bool is_open(Row row) {
        return has_changed_[row] || std::ranges::any_of(edges_of(row), [&](Edge const& edge) {
                   return has_changed_[find(edge.other)];
               });
    }

    void attach() {
        tell_forbidden();
        std::vector<Choice> choices;
        for (Row row = 0; row < records_.rows(); ++row)
            if (members_[find(row)].size() == 1 && is_open(row))
                if (auto const best = best_of(row)) choices.push_back(*best);
        std::ranges::sort(choices, [](Choice const& a, Choice const& b) {
            return a.share != b.share ? a.share > b.share : a.row < b.row;
        });
        for (auto const& choice : choices) {
            auto const from = find(choice.row);
            if (members_[from].size() > 1) continue;
            auto const now = best_of(choice.row);  // what it was attached to may have grown
            if (!now) continue;
            auto const to = find(now->cluster);
            if (!fits(link_to(choice.row, to), from, to)) continue;
            join(from, to);
            ++report_.attached;
        }
    }

    // Down to the odds at which a row is as likely to have no partner.
    void assign() {
        if (records_.sources.size() == 2)
            assign_best();
        else
            assign_heaviest();
    }

    // The pairs of which most are expected to be right: each by its posterior over all candidates
    // of both rows. (The sum of the odds' logarithms would give up a certain pair for two that are
    // merely possible.)
    void assign_best() {
        std::vector<Link> open;
        std::vector<float> weights;
        for (auto const& link : links_) {
            if (odds(link.weight) < report_.alone) break;
            if (is_forbidden(link, link.left, link.right)) continue;
            weights.push_back(link.weight);
            open.push_back({link.left, link.right, static_cast<float>(posterior(link))});
        }
        std::vector<bool> is_taken(open.size(), false);
        for (auto const place : linkage::assign(open)) is_taken[place] = true;
        for (std::size_t i = 0; i < open.size(); ++i) {
            if (is_taken[i])
                join(open[i].left, open[i].right), ++report_.core_links;
            else
                refuse({open[i].left, open[i].right, weights[i]}, Refused::taken, report_.taken);
        }
    }

    double posterior(Link const& link) const {
        constexpr double least = 1e-30;  // still more than no partner
        auto all = report_.alone - odds(link.weight);
        for (auto const row : {link.left, link.right})
            for (auto const& edge : edges_of(row)) all += odds(edge.weight);
        return std::max(least, odds(link.weight) / all);
    }

    // Of more than two sources: the best pairs first.
    void assign_heaviest() {
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
            if (odds(link.weight) < report_.alone) break;
            if (has_source(a, b)) {
                refuse(link, Refused::taken, report_.taken);
                continue;
            }
            if (is_forbidden(link, a, b)) continue;
            join(a, b);
            ++report_.core_links;
        }
    }

    Records const& records_;
    std::vector<Link> links_;
    ClusterOptions const& options_;
    ClusterReport& report_;
    Forest forest_;
    std::vector<std::vector<Row>> members_;  // by root
    std::vector<bool> has_changed_;          // by root: a row of its cluster
    std::vector<std::size_t> begins_;        // by row: into edges_
    std::vector<Edge> edges_;
    std::vector<std::vector<Term>> numbers_;  // by guard and root: the cluster's; no_value: none
};

}  // namespace

std::string_view to_string(Refused refused) {
    constexpr std::array<std::string_view, 4> names = {"number", "bridge", "size", "taken"};
    return names[static_cast<std::size_t>(refused)];
}

std::vector<Row> cluster(Records const& records, std::vector<Link> links,
                         ClusterOptions const& options, ClusterReport& report) {
    return Clustering(records, std::move(links), options, report).run();
}

}  // namespace jutong::linkage
