#include "linkage/assign.h"

#include <algorithm>
#include <deque>
#include <numeric>
#include <unordered_map>

#include "linkage/forest.h"

namespace jutong::linkage {

namespace {

constexpr std::size_t group_links_max = 2000;
constexpr auto none = ~std::size_t{0};

// Links that hang together.
class Group {
public:
    Group(std::span<Link const> links, std::vector<std::size_t> places)
        : links_(links), places_(std::move(places)) {
        std::unordered_map<Row, std::size_t> lefts, rights;
        for (auto const place : places_) {
            auto const left = lefts.emplace(links[place].left, lefts.size()).first->second;
            auto const right = rights.emplace(links[place].right, rights.size()).first->second;
            edges_.push_back({left, right, links[place].weight});
        }
        of_left_.resize(lefts.size());
        for (std::size_t i = 0; i < edges_.size(); ++i) of_left_[edges_[i].left].push_back(i);
        taken_left_.assign(lefts.size(), none);
        taken_right_.assign(rights.size(), none);
    }

    void take_best(std::vector<std::size_t>& out) {
        if (edges_.size() > group_links_max) {
            take_heaviest();
        } else {
            for (std::size_t left = 0; left < of_left_.size(); ++left) bring_in(left);
        }
        for (auto const edge : taken_left_)
            if (edge != none) out.push_back(places_[edge]);
    }

private:
    struct Edge {
        std::size_t left, right;
        double weight;
    };

    void take_heaviest() {
        std::vector<std::size_t> order(edges_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(order, std::greater(),
                                 [&](std::size_t i) { return edges_[i].weight; });
        for (auto const i : order) {
            auto const& [left, right, weight] = edges_[i];
            if (taken_left_[left] == none && taken_right_[right] == none)
                taken_left_[left] = taken_right_[right] = i;
        }
    }

    // Adds a left row to those that are served already as well as can be: along the path of
    // greatest gain, on which others change their partner or, last of all, lose it.
    void bring_in(std::size_t first) {
        std::vector<double> gain(of_left_.size(), -1e300);  // by left row: if it loses its partner
        std::vector<std::size_t> from(of_left_.size(),
                                      none);  // by left row: the link that takes it
        std::deque<std::size_t> queue{first};
        gain[first] = 0;
        double best = 0;
        auto end = none;  // the last link of the path, to a free right row
        auto loser = first;
        while (!queue.empty()) {
            auto const left = queue.front();
            queue.pop_front();
            for (auto const i : of_left_[left]) {
                auto const& edge = edges_[i];
                if (taken_left_[left] == i) continue;
                auto const now = gain[left] + edge.weight;
                auto const held = taken_right_[edge.right];
                if (held == none) {
                    if (now > best) best = now, end = i;
                    continue;
                }
                auto const other = edges_[held].left;
                auto const then = now - edges_[held].weight;
                if (then <= gain[other] + 1e-9) continue;
                gain[other] = then;
                from[other] = i;
                queue.push_back(other);
                if (then > best) best = then, end = none, loser = other;
            }
        }
        if (best <= 0) return;
        // Back along the path.
        auto edge = end;
        if (edge == none) {
            edge = from[loser];
            taken_left_[loser] = none;
        }
        while (edge != none) {
            auto const left = edges_[edge].left;
            auto const before = left == first ? none : from[left];
            taken_left_[left] = edge;
            taken_right_[edges_[edge].right] = edge;
            edge = before;
        }
    }

    std::span<Link const> links_;
    std::vector<std::size_t> places_;  // by edge
    std::vector<Edge> edges_;
    std::vector<std::vector<std::size_t>> of_left_;      // edges
    std::vector<std::size_t> taken_left_, taken_right_;  // edges
};

}  // namespace

std::vector<std::size_t> assign(std::span<Link const> links) {
    Row last = 0;
    for (auto const& link : links) last = std::max({last, link.left, link.right});
    Forest forest(last + 1);
    forest.unite(links, [](Link const& link) { return std::pair(link.left, link.right); });
    auto const groups = std::move(forest).lowest();
    std::vector<std::pair<Row, std::size_t>> order;
    for (std::size_t i = 0; i < links.size(); ++i) order.emplace_back(groups[links[i].left], i);
    std::ranges::sort(order);
    std::vector<std::size_t> out;
    for (std::size_t begin = 0; begin < order.size();) {
        std::vector<std::size_t> places;
        auto end = begin;
        for (; end < order.size() && order[end].first == order[begin].first; ++end)
            places.push_back(order[end].second);
        Group(links, std::move(places)).take_best(out);
        begin = end;
    }
    std::ranges::sort(out);
    return out;
}

}  // namespace jutong::linkage
