#include "job/link_add.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.h"
#include "job/link_added.h"
#include "job/link_kept.h"
#include "job/link_rows.h"
#include "job/link_search.h"

namespace jutong::job {

namespace fs = std::filesystem;

namespace {

using linkage::Row;

constexpr std::int64_t no_cluster = -1;

// What became of the rows, and what is to be decided.
class Changing {
public:
    Changing(KeptIndex& kept, AddedRows& counts) : kept_(kept), counts_(counts) {}

    // A table of source and record_id.
    Done take_out(OpenedInput& table) {
        auto const id = table.place(plain_name("record_id"));
        auto const source = table.place("source");
        if (id == table.columns.size() ||
            (source == table.columns.size() && kept_.sources.size() != 1))
            return fail(Code::invalid, "fuse.add.removed",
                        fmt::format("{} has not the columns source and record_id; source may be "
                                    "missing where there is one source alone",
                                    table.source));
        ingest::TableRow row;
        while (TRY(table.next(row))) {
            auto const name =
                source < table.columns.size() ? trim(row.cells[source]) : kept_.sources.front();
            auto const at = find(std::string(name), std::string(trim(row.cells[id])));
            if (!at) {
                ++counts_.unknown;
                continue;
            }
            lost_.insert(kept_.clusters[*at]);
            rows_of(std::string(name)).erase(kept_.ids[*at]);
            kept_.index.remove(*at);
            kept_.clusters[*at] = no_cluster;
            ++counts_.removed;
        }
        return {};
    }

    // Rows of a source; `has`: which columns it has, of those of the model. Of others a row that is
    // there keeps what it has.
    Done put(linkage::Records const& records, linkage::Source const& source,
             std::vector<bool> const& has) {
        std::vector<std::string> values(records.columns.size());
        for (auto i = source.first; i < source.first + source.rows; ++i) {
            auto const at = find(source.name, records.ids[i]);
            for (std::size_t c = 0; c < values.size(); ++c) {
                auto const& column = records.columns[c];
                if (has[c] || !at)
                    values[c] = column.values.at(column.codes[i]);
                else
                    values[c] = kept_.value(*at, c);
            }
            TRY(at ? replace(*at, values) : add(source.name, records.ids[i], values));
        }
        return {};
    }

    // Rows that came, were replaced, or whose cluster has lost one; in order.
    std::vector<Row> changed() const {
        std::vector<Row> out(changed_.begin(), changed_.end());
        for (Row row = 0; row < kept_.clusters.size(); ++row)
            if (kept_.clusters[row] != no_cluster && lost_.contains(kept_.clusters[row]))
                out.push_back(row);
        std::ranges::sort(out);
        auto const same = std::ranges::unique(out);
        out.erase(same.begin(), same.end());
        return out;
    }

    std::unordered_set<std::int64_t> const& lost() const { return lost_; }

private:
    using RowsById = std::unordered_map<std::string, Row>;

    // Of a source, made when it is first asked for.
    RowsById& rows_of(std::string const& source) {
        auto const [found, is_new] = by_source_.try_emplace(source);
        if (!is_new) return found->second;
        auto const known = std::ranges::find(kept_.sources, source);
        auto const number = static_cast<std::uint32_t>(known - kept_.sources.begin());
        if (known == kept_.sources.end()) kept_.sources.push_back(source);
        for (Row row = 0; row < kept_.ids.size(); ++row)
            if (kept_.source[row] == number && kept_.clusters[row] != no_cluster)
                found->second.emplace(kept_.ids[row], row);
        return found->second;
    }

    std::optional<Row> find(std::string const& source, std::string const& id) {
        auto const& rows = rows_of(source);
        auto const found = rows.find(id);
        return found == rows.end() ? std::nullopt : std::optional(found->second);
    }

    std::span<std::string_view const> compared(std::vector<std::string> const& values) {
        views_.assign(values.begin(), values.end());
        return std::span(views_).first(kept_.index.learned().fields.size());
    }

    bool is_same(Row row, std::vector<std::string> const& values) {
        auto const of_index = compared(values);
        if (!kept_.index.is_same(row, of_index)) return false;
        for (auto c = of_index.size(); c < values.size(); ++c)
            if (kept_.value(row, c) != values[c]) return false;
        return true;
    }

    void set_numbers(Row row, std::vector<std::string> const& values) {
        auto const fields = kept_.index.learned().fields.size();
        for (auto c = fields; c < values.size(); ++c) {
            auto& column = kept_.numbers[c - fields];
            column.codes.resize(kept_.clusters.size(), linkage::no_value);
            column.codes[row] = column.values.add(values[c]);
        }
    }

    Done replace(Row row, std::vector<std::string> const& values) {
        if (is_same(row, values)) {
            ++counts_.same;
            return {};
        }
        TRY(kept_.index.replace(row, compared(values)));
        set_numbers(row, values);
        lost_.insert(kept_.clusters[row]);
        changed_.insert(row);
        ++counts_.changed;
        return {};
    }

    Done add(std::string const& source, std::string const& id,
             std::vector<std::string> const& values) {
        auto& rows = rows_of(source);
        auto const row = TRY(kept_.index.add(compared(values)));
        if (row >= kept_.clusters.size()) {
            kept_.source.resize(row + 1);
            kept_.ids.resize(row + 1);
            kept_.places.resize(row + 1);
            kept_.clusters.resize(row + 1);
        }
        auto const number = std::ranges::find(kept_.sources, source) - kept_.sources.begin();
        kept_.source[row] = static_cast<std::uint32_t>(number);
        kept_.ids[row] = id;
        kept_.places[row] = kept_.rules.next++;
        kept_.clusters[row] = no_cluster;
        set_numbers(row, values);
        rows.emplace(id, row);
        changed_.insert(row);
        ++counts_.added;
        return {};
    }

    KeptIndex& kept_;
    AddedRows& counts_;
    std::map<std::string, RowsById> by_source_;
    std::unordered_set<std::int64_t> lost_;  // clusters that a row has left or changed in
    std::unordered_set<Row> changed_;        // rows that came or were replaced
    std::vector<std::string_view> views_;
};

// Calls the clusters that were decided by the ids that there were, as far as they can be.
class Naming {
public:
    Naming(KeptIndex& kept, Decision const& decision) : kept_(kept) {
        auto const& [rows, groups, links, refusals] = decision.regrouped;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto const before = decision.before[i];
            auto& group = groups_[groups[i]];
            group.rows.push_back(rows[i]);
            if (before == no_cluster) continue;
            ++parts_[before][groups[i]];
            group.is_new = false;
            // Rows that nothing has changed for keep theirs; where clusters are joined, the lowest.
            if (decision.is_changed[rows[i]] == 0)
                group.id = group.id == no_cluster ? before : std::min(group.id, before);
        }
    }

    void name(std::unordered_set<std::int64_t> const& lost, AddedRows& counts) {
        for (auto const& [id, parts] : parts_) {
            if (parts.size() > 1) ++counts.split;
            give(id, parts);
        }
        std::set<std::int64_t> given;
        for (auto& [first, group] : groups_) {
            if (group.id == no_cluster) {
                group.id = group.is_new ? lowest_place(group.rows) : kept_.rules.next++;
                ++counts.made;
            }
            given.insert(group.id);
            for (auto const row : group.rows) kept_.clusters[row] = group.id;
        }
        for (auto const& [id, parts] : parts_)
            if (!given.contains(id)) ++counts.joined;
        for (auto const id : lost)
            if (id != no_cluster && !parts_.contains(id)) ++counts.ended;
    }

private:
    struct Group {
        std::vector<Row> rows;
        std::int64_t id = no_cluster;
        bool is_new = true;  // all its rows are
    };

    // The id of a cluster goes to the largest of its parts that has none.
    void give(std::int64_t id, std::map<Row, std::size_t> const& parts) {
        Group* best = nullptr;
        std::size_t most = 0;
        for (auto const& [first, rows] : parts) {
            auto& group = groups_[first];
            if (group.id == id) return;
            if (group.id == no_cluster && rows > most) best = &group, most = rows;
        }
        if (best != nullptr) best->id = id;
    }

    std::int64_t lowest_place(std::vector<Row> const& rows) const {
        auto const place = [&](Row row) { return kept_.places[row]; };
        return place(std::ranges::min(rows, {}, place));
    }

    KeptIndex& kept_;
    std::map<Row, Group> groups_;                               // by first row
    std::map<std::int64_t, std::map<Row, std::size_t>> parts_;  // by id: rows in each group
};

Result<std::vector<linkage::KnownColumn>> guards_of(linkage::Learned const& learned,
                                                    element::Registry const& registry) {
    std::vector<linkage::KnownColumn> out;
    for (auto const& guard : learned.guards) {
        auto const* const element = registry.find(guard.element);
        if (element == nullptr)
            return fail(Code::invalid, "fuse.add.element",
                        fmt::format("The packs have no element {}, by which {} tells subjects "
                                    "apart; give those that the model was made with: --packs",
                                    guard.element, guard.column));
        out.push_back({guard.column, {}, linkage::Keys::all, element});
    }
    return out;
}

Result<Decision> decide(KeptIndex& kept, Changing const& changing,
                        std::span<linkage::KnownColumn const> guards, int threads,
                        AddedRows& counts, Progress& progress) {
    auto const changed = changing.changed();
    auto const columns = columns_of(kept.index.learned());
    linkage::Grouped before;
    before.clusters = kept.clusters;
    if (kept.rules.scope == linkage::Scope::across) before.sources = kept.source;
    before.guards = guards;
    before.number = [&](Row row, std::size_t guard) {
        auto const column = std::ranges::find(columns, guards[guard].name);
        return kept.value(row, static_cast<std::size_t>(column - columns.begin()));
    };
    before.limits = kept.rules.limits;
    Decision out;
    out.regrouped = TRY(linkage::regroup(kept.index, changed, before, threads, progress));
    out.is_changed.resize(kept.clusters.size());
    for (auto const row : changed) out.is_changed[row] = 1;
    for (auto const row : out.regrouped.rows) out.before.push_back(kept.clusters[row]);
    counts.decided = static_cast<std::int64_t>(changed.size());
    counts.looked_at = static_cast<std::int64_t>(out.regrouped.rows.size());
    Naming(kept, out).name(changing.lost(), counts);
    return out;
}

Done change(Changing& changing, KeptIndex const& kept, LinkInputs const& inputs,
            fs::path const& removed, element::Registry const& registry, lake::Lake& lake,
            Progress& progress) {
    if (!removed.empty()) {
        LinkInputs ids;
        ids.files = {removed};
        auto tables = TRY(open_inputs(ids, lake));
        TRY(changing.take_out(tables.front()));
    }
    if (inputs.files.empty()) return {};
    auto const columns = columns_of(kept.index.learned());
    auto const tables = TRY(open_inputs(inputs, lake));
    for (auto const& table : tables)
        if (inputs.id.empty() &&
            std::ranges::find(kept.sources, table.source) != kept.sources.end())
            return fail(Code::invalid, "fuse.add.id",
                        fmt::format("Rows of {} are there already; say by which ids they are "
                                    "known (--id), or give the file another name",
                                    table.source));
    auto const records = TRY(read_columns(inputs, columns, registry, lake, progress));
    for (std::size_t i = 0; i < tables.size(); ++i) {
        std::vector<bool> has;
        for (auto const& column : columns) has.push_back(tables[i].has(column));
        TRY(changing.put(records, records.sources[i], has));
    }
    return {};
}

}  // namespace

Result<AddedRows> add_rows(fs::path const& folder, LinkInputs const& inputs,
                           fs::path const& removed, element::Registry const& registry, int threads,
                           lake::Lake& lake, Progress& progress) {
    auto const written = TRY(KeptChange::begin(folder));
    auto kept = TRY(index_kept(folder, registry, lake, progress));
    if (kept.rules.one_to_one)
        return fail(Code::invalid, "fuse.add.one_to_one",
                    "The run was one to one: which partner a row has depends on all other rows, "
                    "so one cannot be added by itself; run jutong fuse over all inputs again");
    auto const guards = TRY(guards_of(kept.index.learned(), registry));
    AddedRows out;
    Changing changing(kept, out);
    TRY(change(changing, kept, inputs, removed, registry, lake, progress));
    auto const decision = TRY(decide(kept, changing, guards, threads, out, progress));
    std::unordered_set<std::int64_t> const clusters(kept.clusters.begin(), kept.clusters.end());
    out.clusters = static_cast<std::int64_t>(clusters.size() - clusters.count(no_cluster));
    out.rows = kept.index.rows();
    if (out.added + out.changed + out.removed == 0) return out;
    progress.step("write", 0);
    TRY(write_added(kept, decision, folder, written->made(), lake));
    TRY(progress.go_on());
    TRY(written->commit());
    return out;
}

}  // namespace jutong::job
