// One row for each cluster: of every column the value that most of its rows have.
#include <algorithm>
#include <numeric>
#include <span>

#include "base/text.h"
#include "job/link_rows.h"
#include "job/link_tables.h"
#include "job/made_rows.h"

namespace jutong::job {

namespace fs = std::filesystem;

namespace {

// All columns of all inputs but the ids, values as they are written.
class Merging {
public:
    Merging(std::vector<OpenedInput> const& inputs, std::string id) : id_(std::move(id)) {
        for (auto const& input : inputs)
            for (std::size_t i = 0; i < input.columns.size(); ++i) {
                auto const& name = input.columns[i];
                if (name.empty() || name == id_ || find(name) < columns_.size()) continue;
                columns_.push_back({name, {}, {}});
                titles_.push_back(title_of(std::string(trim(input.table.table.columns[i]))));
            }
    }

    Done add(OpenedInput& input, Progress& progress) {
        std::vector<std::size_t> places;
        for (auto const& column : columns_) places.push_back(input.place(column.name));
        ingest::TableRow row;
        while (TRY(input.next(row))) {
            if (++rows_ % 4096 == 0) TRY(progress.go_on());
            for (std::size_t c = 0; c < columns_.size(); ++c)
                columns_[c].codes.push_back(term_of(input, row, places[c], columns_[c].values));
        }
        return {};
    }

    std::size_t rows() const { return rows_; }
    std::vector<std::string> const& titles() const { return titles_; }

    // The most frequent of the rows' values; of equally frequent ones the longest, then the
    // smallest by its bytes. Nothing where no row has one.
    std::string_view best(std::size_t c, std::span<std::size_t const> rows) const {
        auto const& column = columns_[c];
        std::vector<linkage::Term> terms;
        for (auto const row : rows)
            if (column.codes[row] != linkage::no_value) terms.push_back(column.codes[row]);
        std::ranges::sort(terms);
        std::string_view best;
        std::size_t most = 0;
        for (std::size_t begin = 0; begin < terms.size();) {
            auto end = begin;
            while (end < terms.size() && terms[end] == terms[begin]) ++end;
            auto const text = column.values.at(terms[begin]);
            auto const is_better = [&] {
                if (end - begin != most) return end - begin > most;
                auto const mine = length(text), others = length(best);
                return mine != others ? mine > others : text < best;
            };
            if (is_better()) best = text, most = end - begin;
            begin = end;
        }
        return best;
    }

private:
    std::size_t find(std::string const& name) const {
        return static_cast<std::size_t>(std::ranges::find(columns_, name, &linkage::Column::name) -
                                        columns_.begin());
    }

    // A name that no other column of the file has, whatever its case.
    static std::string title_of(std::string title) {
        auto const plain = plain_name(title);
        for (auto const* const own : {"jutong_place", "cluster_id", "rows"})
            if (plain == plain_name(own)) return title + "_of_input";
        return title;
    }

    linkage::Term term_of(OpenedInput const& input, ingest::TableRow const& row, std::size_t place,
                          linkage::Values& values) {
        auto const cell = input.value(row, place, text_);
        if (is_utf8(cell)) return values.add(cell);
        return values.add(to_utf8(to_code_points(cell)));
    }

    std::string id_;
    std::vector<linkage::Column> columns_;
    std::vector<std::string> titles_;
    std::size_t rows_ = 0;
    std::string text_;
};

}  // namespace

Done write_golden(LinkInputs const& inputs, linkage::Linked const& linked, fs::path const& file,
                  lake::Lake& lake, Progress& progress) {
    auto tables = TRY(open_inputs(inputs, lake));
    Merging merging(tables, inputs.id.empty() ? "" : plain_name(inputs.id));
    for (auto& table : tables) {
        progress.step("merge " + table.source, 0);
        TRY(merging.add(table, progress));
    }
    if (merging.rows() != linked.places.size())
        return fail(Code::conflict, "fuse.changed",
                    "An input has changed while it was read; run again");
    std::vector<linkage::Row> cluster_of(merging.rows());
    for (std::size_t i = 0; i < linked.places.size(); ++i)
        cluster_of[linked.places[i]] = linked.clusters[i];
    std::vector<std::size_t> order(merging.rows()), begins;
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t row) { return cluster_of[row]; });
    for (std::size_t i = 0; i < order.size(); ++i)
        if (i == 0 || cluster_of[order[i]] != cluster_of[order[i - 1]]) begins.push_back(i);
    begins.push_back(order.size());
    std::vector<lake::Column> columns = {{"jutong_place", lake::Type::integer},
                                         {"cluster_id", lake::Type::integer},
                                         {"rows", lake::Type::integer}};
    for (auto const& title : merging.titles()) columns.push_back({title, lake::Type::text});
    MadeRows rows(columns, begins.size() - 1, [&](std::size_t i, MadeRows::Row& row) {
        std::span<std::size_t const> const members(order.data() + begins[i],
                                                   begins[i + 1] - begins[i]);
        row = {static_cast<std::int64_t>(i), static_cast<std::int64_t>(cluster_of[members[0]]),
               static_cast<std::int64_t>(members.size())};
        for (std::size_t c = 0; c < merging.titles().size(); ++c) {
            auto const best = merging.best(c, members);
            if (best.empty())
                row.emplace_back(std::monostate());
            else
                row.emplace_back(std::string(best));
        }
    });
    auto session = TRY(lake.session());
    return write_parquet(session, rows, file);
}

}  // namespace jutong::job
