#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ingest/open_records.h"
#include "job/link_tables.h"

namespace jutong::job {

namespace fs = std::filesystem;

namespace {

struct TextTable {
    std::vector<std::string> columns;  // small letters
    std::vector<std::vector<std::string>> rows;

    std::size_t column(std::initializer_list<std::string_view> names) const {
        for (auto const name : names) {
            auto const found = std::ranges::find(columns, name);
            if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
        }
        return columns.size();
    }
};

Result<TextTable> read_table(fs::path const& file, lake::Lake& lake) {
    auto opened = TRY(ingest::open_unknown(file, &lake));
    TextTable out;
    for (auto const& name : opened.table.columns) {
        auto& column = out.columns.emplace_back(trim(name));
        std::ranges::transform(column, column.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    }
    ingest::TableRow row;
    while (TRY(opened.table.rows->next(row))) {
        row.cells.resize(out.columns.size());
        for (auto& cell : row.cells) cell = std::string(trim(cell));
        out.rows.push_back(row.cells);
    }
    return out;
}

using Item = std::uint32_t;  // a row, by its place in the file of clusters
constexpr Item no_item = ~Item{0};

// The rows of a file of clusters, found by source and id.
class Items {
public:
    static Result<Items> read(fs::path const& file, lake::Lake& lake) {
        auto const table = TRY(read_table(file, lake));
        auto const source = table.column({"source"});
        auto const id = table.column({"record_id"});
        auto const cluster = table.column({"cluster_id"});
        if (std::max({source, id, cluster}) == table.columns.size())
            return fail(Code::invalid, "fuse.clusters",
                        file.string() + " has not the columns source, record_id, cluster_id");
        Items out;
        std::map<std::string, Item> clusters;
        for (auto const& row : table.rows) {
            auto const item = static_cast<Item>(out.clusters_.size());
            out.sources_.push_back(out.source_names_.emplace(row[source]).first->c_str());
            out.places_[row[source]].emplace(row[id], item);
            out.clusters_.push_back(
                clusters.emplace(row[cluster], static_cast<Item>(clusters.size())).first->second);
        }
        return out;
    }

    Item find(std::string const& source, std::string const& id) const {
        auto const of = places_.find(source);
        if (of == places_.end()) return no_item;
        auto const found = of->second.find(id);
        return found == of->second.end() ? no_item : found->second;
    }
    // The only row with an id, whatever its source.
    Item find_anywhere(std::string const& id) const {
        auto out = no_item;
        for (auto const& [source, places] : places_) {
            auto const found = places.find(id);
            if (found == places.end()) continue;
            if (out != no_item) return no_item;
            out = found->second;
        }
        return out;
    }

    std::size_t size() const { return clusters_.size(); }
    Item cluster(Item item) const { return clusters_[item]; }
    bool same_source(Item a, Item b) const { return sources_[a] == sources_[b]; }
    std::vector<std::string> source_names() const {
        return {source_names_.begin(), source_names_.end()};
    }

private:
    std::set<std::string> source_names_;
    std::map<std::string, std::map<std::string, Item>> places_;
    std::vector<char const*> sources_;
    std::vector<Item> clusters_;
};

tl::unexpected<Error> unknown_row(fs::path const& file, std::size_t row) {
    return fail(Code::invalid, "fuse.truth",
                fmt::format("{}: row {}: the clusters have no such row, or its id is of several "
                            "sources and no column says which",
                            file.string(), row + 1));
}

std::int64_t pairs_of(std::int64_t n) { return n * (n - 1) / 2; }

// Truth that names each row's subject.
Result<Evaluation> by_subject(fs::path const& file, TextTable const& truth, Items const& items,
                              std::size_t source, std::size_t id, std::size_t subject) {
    std::map<std::string, std::int64_t> subjects;
    std::map<Item, std::int64_t> clusters;
    std::map<std::pair<std::string, Item>, std::int64_t> both;
    for (std::size_t i = 0; i < truth.rows.size(); ++i) {
        auto const& row = truth.rows[i];
        auto const item = source < truth.columns.size() ? items.find(row[source], row[id])
                                                        : items.find_anywhere(row[id]);
        if (item == no_item) return unknown_row(file, i);
        ++subjects[row[subject]];
        ++clusters[items.cluster(item)];
        ++both[{row[subject], items.cluster(item)}];
    }
    Evaluation out;
    for (auto const& [name, n] : subjects) out.true_pairs += pairs_of(n);
    for (auto const& [name, n] : clusters) out.found += pairs_of(n);
    for (auto const& [name, n] : both) out.right += pairs_of(n);
    return out;
}

// Truth that lists pairs. Where all are of two sources, pairs within a source are not asked for.
Result<Evaluation> by_pairs(fs::path const& file, TextTable const& truth, Items const& items,
                            std::function<std::pair<Item, Item>(std::size_t)> const& pair_at) {
    std::set<std::pair<Item, Item>> pairs;
    auto across = true;
    for (std::size_t i = 0; i < truth.rows.size(); ++i) {
        auto const [a, b] = pair_at(i);
        if (a == no_item || b == no_item) return unknown_row(file, i);
        across = across && !items.same_source(a, b);
        pairs.insert(std::minmax(a, b));
    }
    std::map<Item, std::vector<Item>> clusters;
    for (Item item = 0; item < items.size(); ++item) clusters[items.cluster(item)].push_back(item);
    Evaluation out;
    out.true_pairs = static_cast<std::int64_t>(pairs.size());
    for (auto const& [name, rows] : clusters)
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (std::size_t k = i + 1; k < rows.size(); ++k)
                if (!across || !items.same_source(rows[i], rows[k])) ++out.found;
    for (auto const& [a, b] : pairs)
        if (items.cluster(a) == items.cluster(b)) ++out.right;
    return out;
}

}  // namespace

double Evaluation::precision() const {
    return found == 0 ? 1 : static_cast<double>(right) / static_cast<double>(found);
}
double Evaluation::recall() const {
    return true_pairs == 0 ? 1 : static_cast<double>(right) / static_cast<double>(true_pairs);
}
double Evaluation::f1() const {
    auto const sum = precision() + recall();
    return sum == 0 ? 0 : 2 * precision() * recall() / sum;
}

Result<Evaluation> evaluate(fs::path const& truth_file, fs::path const& clusters,
                            lake::Lake& lake) {
    auto const items = TRY(Items::read(clusters, lake));
    auto const truth = TRY(read_table(truth_file, lake));
    auto const none = truth.columns.size();
    auto const left = truth.column({"left_id"}), right = truth.column({"right_id"});
    auto const left_source = truth.column({"left_source"});
    auto const right_source = truth.column({"right_source"});
    auto const item = [&](std::size_t row, std::size_t source, std::size_t id) {
        auto const& cells = truth.rows[row];
        return source < none ? items.find(cells[source], cells[id])
                             : items.find_anywhere(cells[id]);
    };
    if (left < none && right < none)
        return by_pairs(truth_file, truth, items, [&](std::size_t row) {
            return std::pair(item(row, left_source, left), item(row, right_source, right));
        });
    auto const source = truth.column({"source"});
    auto const id = truth.column({"record_id", "id"});
    if (id < none && none - (source < none) == 2) {
        std::size_t subject = 0;
        while (subject == id || subject == source) ++subject;
        return by_subject(truth_file, truth, items, source, id, subject);
    }
    // Two columns of ids, each named after its source.
    auto const names = items.source_names();
    if (none == 2) {
        std::vector<std::string> sources;
        for (auto const& column : truth.columns)
            for (auto const& name : names)
                if (column == name || column == name + "_id" || column == "id_" + name)
                    sources.push_back(name);
        if (sources.size() == 2)
            return by_pairs(truth_file, truth, items, [&](std::size_t row) {
                return std::pair(items.find(sources[0], truth.rows[row][0]),
                                 items.find(sources[1], truth.rows[row][1]));
            });
    }
    return fail(
        Code::invalid, "fuse.truth",
        fmt::format("{}: its columns are not known: {}. Give source, record_id and the "
                    "subject's name; or left_source, left_id, right_source, right_id; or "
                    "two columns of ids named after the sources {}",
                    truth_file.string(), fmt::join(truth.columns, ", "), fmt::join(names, ", ")));
}

}  // namespace jutong::job
