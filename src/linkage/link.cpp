#include "linkage/link.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>

#include "linkage/parallel.h"
#include "linkage/repeats.h"
#include "linkage/unify.h"

namespace jutong::linkage {

namespace {

constexpr double kept_min = weight_bits_min;  // log2 odds: lighter pairs are forgotten
constexpr std::size_t part_rows = 4096;

// The candidates that are worth a look.
Result<Pairs> look(Records const& records, Candidates const& candidates, Model const& model,
                   Options const& options, Progress& progress, std::uint64_t& looked_at) {
    auto const rows = records.rows();
    auto const parts = (rows + part_rows - 1) / part_rows;
    Pairs found(parts);
    std::vector<std::uint64_t> pairs(parts, 0);
    std::atomic<std::int64_t> done = 0;
    struct Hand {
        explicit Hand(Row rows, Model::Scratch now) : seen(rows), scratch(std::move(now)) {}
        Candidates::Seen seen;
        Model::Scratch scratch;
        std::vector<Row> others;
    };
    std::vector<std::optional<Hand>> hands(static_cast<std::size_t>(options.threads));
    in_parts(parts, options.threads, [&](std::size_t part, std::size_t thread) {
        if (progress.cancelled()) return;
        if (!hands[thread])
            hands[thread].emplace(candidates.report().all_pairs ? 0 : rows, model.scratch());
        auto& [seen, scratch, others] = *hands[thread];
        auto const end = static_cast<Row>(std::min<std::size_t>(rows, (part + 1) * part_rows));
        for (auto row = static_cast<Row>(part * part_rows); row < end; ++row) {
            candidates.after(row, seen, others);
            pairs[part] += others.size();
            Pattern pattern = 0;
            for (auto const other : others)
                if (model.look(row, other, scratch, pattern))
                    found[part].push_back({row, other, pattern});
        }
        found[part].shrink_to_fit();
        progress.at(++done, 0);
    });
    TRY(progress.go_on());
    for (auto const n : pairs) looked_at += n;
    return found;
}

// The links that are heavy enough to be remembered.
std::vector<Link> weigh(Pairs pairs, Model const& model, int threads) {
    std::vector<std::vector<Link>> found(pairs.size());
    in_parts(pairs.size(), threads, [&](std::size_t part, std::size_t) {
        for (auto const& pair : pairs[part])
            if (auto const weight = model.weight(pair.pattern, pair.left); weight >= kept_min)
                found[part].push_back({pair.left, pair.right, static_cast<float>(weight)});
        std::vector<Pair>().swap(pairs[part]);
    });
    std::vector<Link> out;
    for (auto const& part : found) out.insert(out.end(), part.begin(), part.end());
    return out;
}

// The same with what makes their weights.
std::vector<WeighedPair> explain(Pairs const& pairs, Model const& model) {
    std::vector<WeighedPair> out;
    for (auto const& part : pairs)
        for (auto const& pair : part)
            if (auto const weight = model.weight(pair.pattern, pair.left); weight >= kept_min)
                out.push_back({pair.left, pair.right, static_cast<float>(weight),
                               model.explain(pair.pattern, pair.left, weight)});
    return out;
}

std::size_t place_of_weight(float weight) {
    constexpr auto last = static_cast<float>(std::tuple_size_v<WeightCounts> - 1);
    return static_cast<std::size_t>(std::clamp(std::floor(weight) - weight_bits_min, 0.0F, last));
}

// A cluster is called by its first place, and a link's left row stands before its right one.
void name_by_place(Linked& linked) {
    std::vector<Row> first(linked.clusters.size(), ~Row{0});
    for (Row row = 0; row < first.size(); ++row) {
        auto& place = first[linked.clusters[row]];
        place = std::min(place, linked.places[row]);
    }
    for (auto& cluster : linked.clusters) cluster = first[cluster];
    auto const turn = [&](Link& link) {
        if (linked.places[link.left] > linked.places[link.right]) std::swap(link.left, link.right);
    };
    for (auto& link : linked.links) turn(link);
    for (auto& refusal : linked.cluster.refusals) turn(refusal.link);
    std::ranges::sort(linked.links, {}, [&](Link const& link) {
        return std::pair(linked.places[link.left], linked.places[link.right]);
    });
}

// Of the pairs in clusters of three rows and more, the share that blocking let through: the others
// were found by way of a third row. Nothing where there are no such clusters.
std::optional<double> seen_of(Linked const& linked) {
    std::vector<double> rows(linked.clusters.size(), 0);
    for (auto const cluster : linked.clusters) ++rows[cluster];
    double pairs = 0, seen = 0;
    for (auto const n : rows)
        if (n > 2) pairs += n * (n - 1) / 2;
    for (auto const& link : linked.links)
        if (rows[linked.clusters[link.left]] > 2) ++seen;
    if (pairs == 0) return std::nullopt;
    return seen / pairs;
}

// All rows again. One that was taken out goes where the row that stands for it went, if to say the
// same is enough to be of one subject; else it stays alone.
void bring_back(Records& records, Repeats& repeats, Model const& model, float core_min,
                Linked& linked) {
    if (!repeats.any()) return;
    auto const kept = std::exchange(linked.clusters, {});
    auto const turn = [&](Link& link) {
        link = {repeats.place(link.left), repeats.place(link.right), link.weight};
    };
    for (auto& link : linked.links) turn(link);
    for (auto& refusal : linked.cluster.refusals) turn(refusal.link);
    repeats.put_back(records);
    linked.clusters.resize(records.rows());
    for (Row row = 0; row < records.rows(); ++row) {
        auto const stands = repeats.kept(row);
        auto const first = repeats.place(stands);
        linked.clusters[row] = repeats.place(kept[stands]);
        if (row == first) continue;
        ++linked.repeats;
        auto const weight = static_cast<float>(model.weight_of_equal(stands));
        if (weight < core_min)
            linked.clusters[row] = row;
        else
            linked.links.push_back({first, row, weight});
    }
}

// What pairs of other rows need to be weighed as these were.
Learned learned_of(Linked const& linked, Model const& model, Options const& options) {
    auto out = model.learned();
    out.rows = static_cast<double>(linked.places.size());
    out.partners = linked.cluster.partners;
    out.alone = linked.cluster.alone;
    for (auto const& column : options.columns)
        if (column.number != nullptr)
            out.guards.push_back({column.name, std::string(column.number->name())});
    return out;
}

}  // namespace

Result<Linked> link(Records& records, element::Reference const& reference, Options const& options,
                    Progress& progress) {
    Linked out;
    progress.step("sort", 0);
    in_parts(records.columns.size(), options.threads,
             [&](std::size_t at, std::size_t) { unify(records.columns[at]); });
    out.columns = choose_columns(records, options.columns);
    out.places = put_in_order(records, options.threads);
    // One to one, no row is said twice.
    auto repeats = options.one_to_one || options.explain ? Repeats() : Repeats::take_out(records);
    out.fields = fields_of(records, reference, options.columns, out.columns, options.threads);
    out.guards = guards_of(records, options.columns);
    if (out.places.size() < 2) {  // nothing to compare with
        out.clusters = out.places;
        return out;
    }
    if (out.fields.empty())
        return fail(Code::invalid, "linkage.columns",
                    "No column tells the rows apart; all are constant or empty");
    progress.step("block", 0);
    auto const candidates = Candidates::make(records, out.fields, options.scope, options.pairs_max);
    out.blocking = candidates.report();
    Model model(records, out.fields, options.scope, options.one_to_one);
    progress.step("compare",
                  static_cast<std::int64_t>((records.rows() + part_rows - 1) / part_rows));
    auto pairs = TRY(look(records, candidates, model, options, progress, out.pairs_compared));
    progress.step("estimate", 0);
    for (auto const& part : pairs) out.pairs_kept += part.size();
    out.estimate = model.estimate(pairs);
    out.comparisons.assign(model.comparisons().begin(), model.comparisons().end());
    out.strangers.assign(model.strangers().begin(), model.strangers().end());
    out.classes.assign(model.classes().begin(), model.classes().end());
    TRY(progress.go_on());
    progress.step("cluster", 0);
    if (options.explain) out.weighed_pairs = explain(pairs, model);
    auto const links = weigh(std::move(pairs), model, options.threads);
    out.clusters =
        cluster(records, links, {options.one_to_one, options.limits, out.guards}, out.cluster);
    out.learned = learned_of(out, model, options);
    for (auto const& link : links) {
        ++out.weighed[place_of_weight(link.weight)];
        if (out.clusters[link.left] != out.clusters[link.right]) continue;
        ++out.linked[place_of_weight(link.weight)];
        out.links.push_back(link);
    }
    if (!options.one_to_one && !out.blocking.all_pairs) out.recall_max = seen_of(out);
    bring_back(records, repeats, model, options.limits.core_min, out);
    name_by_place(out);
    return out;
}

}  // namespace jutong::linkage
