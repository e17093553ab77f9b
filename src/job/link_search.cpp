#include "job/link_search.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "job/link_rows.h"
#include "job/made_rows.h"
#include "linkage/parallel.h"

namespace jutong::job {

namespace fs = std::filesystem;

std::string_view KeptIndex::value(linkage::Row row, std::size_t column) const {
    auto const fields = index.learned().fields.size();
    if (column < fields) return index.value(row, column);
    auto const& more = numbers[column - fields];
    return more.values.at(more.codes[row]);
}

double KeptIndex::probability_of(std::int64_t cluster, linkage::Found const& found) const {
    double out = 0;
    for (auto const& one : found.candidates)
        if (clusters[one.row] == cluster) out += one.probability;
    return out;
}

Result<KeptIndex> index_kept(fs::path const& folder, element::Registry const& registry,
                             lake::Lake& lake, Progress& progress) {
    progress.step("read kept rows", 0);
    auto kept = TRY(read_kept(folder, lake));
    TRY(progress.go_on());
    progress.step("index", 0);
    auto& [sources, columns, ids] = kept.records;
    std::vector<std::string> names;
    std::vector<std::uint32_t> source;
    for (auto const& one : sources) {
        source.insert(source.end(), one.rows, static_cast<std::uint32_t>(names.size()));
        names.push_back(one.name);
    }
    auto const compared = static_cast<std::ptrdiff_t>(kept.learned.fields.size());
    std::vector<linkage::Column> numbers(std::make_move_iterator(columns.begin() + compared),
                                         std::make_move_iterator(columns.end()));
    columns.resize(kept.learned.fields.size());
    auto all_ids = ids;
    auto index = TRY(linkage::Index::make(std::move(kept.learned), std::move(kept.records),
                                          registry.reference()));
    return KeptIndex{std::move(index),         kept.rules,         std::move(names),
                     std::move(source),        std::move(all_ids), std::move(kept.places),
                     std::move(kept.clusters), std::move(numbers)};
}

Result<std::vector<std::string>> read_asked(std::vector<std::string> const& known,
                                            linkage::Learned const& learned,
                                            element::Registry const& registry) {
    std::vector<std::string> out(learned.fields.size());
    std::string plain;
    for (auto const& one : known) {
        auto const equals = one.find('=');
        if (equals == std::string::npos)
            return fail(Code::invalid, "cli.usage",
                        "What is known of a record is COLUMN=VALUE, such as 姓名=张三: " + one);
        auto const name = plain_name(std::string_view(one).substr(0, equals));
        auto const field = std::ranges::find(learned.fields, name, &linkage::LearnedField::column);
        if (field == learned.fields.end()) {
            std::vector<std::string> names;
            for (auto const& each : learned.fields) names.push_back(each.column);
            return fail(
                Code::invalid, "fuse.column",
                fmt::format("No column {} is compared; they are {}", name, fmt::join(names, ", ")));
        }
        auto& value = out[static_cast<std::size_t>(field - learned.fields.begin())];
        if (!value.empty())
            return fail(Code::invalid, "fuse.column",
                        fmt::format("{} has two values; give it one", name));
        if (!told(std::string_view(one).substr(equals + 1), plain).empty())
            value = registry.reference().simplified(plain);
        if (value.empty())
            return fail(Code::invalid, "fuse.search.value",
                        fmt::format("{} has a value that says nothing; leave it out", name));
    }
    return out;
}

namespace {

constexpr std::size_t part_rows = 256;

struct Answer {
    std::size_t asked;
    std::int64_t rank;
    linkage::Row row;
    double weight, probability, nobody;
};

class Searching {
public:
    Searching(KeptIndex const& kept, linkage::Records const& asked, std::size_t limit)
        : kept_(kept),
          asked_(asked),
          limit_(limit),
          parts_((asked.ids.size() + part_rows - 1) / part_rows) {}

    Result<FoundRows> run(int threads, Progress& progress) {
        progress.step("search", static_cast<std::int64_t>(parts_.size()));
        std::vector<std::optional<linkage::Index::Scratch>> scratch(
            static_cast<std::size_t>(std::max(threads, 1)));
        std::atomic<std::int64_t> done = 0;
        linkage::in_parts(parts_.size(), threads, [&](std::size_t part, std::size_t thread) {
            if (progress.cancelled()) return;
            if (!scratch[thread]) scratch[thread].emplace(kept_.index.scratch());
            search(part, *scratch[thread]);
            progress.at(++done, 0);
        });
        TRY(progress.go_on());
        FoundRows out;
        for (auto const& part : parts_) {
            if (part.failure) return fail(*part.failure);
            out.known += part.sums.known;
            out.nobody += part.sums.nobody;
            out.undecided += part.sums.undecided;
            out.candidates += part.sums.candidates;
            out.cut_short += part.sums.cut_short;
        }
        out.asked = static_cast<std::int64_t>(asked_.ids.size());
        return out;
    }

    std::vector<Answer> answers() const {
        std::vector<Answer> out;
        for (auto const& part : parts_)
            out.insert(out.end(), part.answers.begin(), part.answers.end());
        return out;
    }

private:
    struct Part {
        std::vector<Answer> answers;
        FoundRows sums;
        std::optional<Error> failure;
    };

    void search(std::size_t at, linkage::Index::Scratch& scratch) {
        auto& part = parts_[at];
        auto const end = std::min(asked_.ids.size(), (at + 1) * part_rows);
        std::vector<std::string_view> values(kept_.index.learned().fields.size());
        linkage::Found found;
        for (auto row = at * part_rows; row < end; ++row) {
            for (std::size_t i = 0; i < values.size(); ++i)
                values[i] = asked_.columns[i].values.at(asked_.columns[i].codes[row]);
            auto const done = kept_.index.find(values, {limit_}, scratch, found);
            if (!done) {
                part.failure = done.error();
                part.failure->message += fmt::format("; row {}", row + 1);
                return;
            }
            take(row, found, part);
        }
    }

    void take(std::size_t asked, linkage::Found const& found, Part& part) const {
        auto const is_known = std::ranges::any_of(found.candidates, [&](auto const& one) {
            return kept_.probability_of(kept_.clusters[one.row], found) > 0.5;
        });
        ++(is_known             ? part.sums.known
           : found.nobody > 0.5 ? part.sums.nobody
                                : part.sums.undecided);
        if (!found.all_seen) ++part.sums.cut_short;
        std::int64_t rank = 0;
        for (auto const& one : found.candidates)
            part.answers.push_back(
                {asked, ++rank, one.row, one.weight, one.probability, found.nobody});
        part.sums.candidates += rank;
        if (rank == 0) part.answers.push_back({asked, 0, linkage::no_row, 0, 0, found.nobody});
    }

    KeptIndex const& kept_;
    linkage::Records const& asked_;
    std::size_t limit_;
    std::vector<Part> parts_;
};

}  // namespace

Result<FoundRows> search_rows(KeptIndex const& kept, LinkInputs const& inputs, std::size_t limit,
                              int threads, fs::path const& out, element::Registry const& registry,
                              lake::Lake& lake, Progress& progress) {
    std::vector<std::string> columns;
    for (auto const& field : kept.index.learned().fields) columns.push_back(field.column);
    auto const asked = TRY(read_columns(inputs, columns, registry, lake, progress));
    Searching searching(kept, asked, limit);
    auto const sums = TRY(searching.run(threads, progress));
    auto const answers = searching.answers();
    MadeRows rows({{"place", lake::Type::integer},
                   {"record_id", lake::Type::text},
                   {"rank", lake::Type::integer},
                   {"source", lake::Type::text},
                   {"id", lake::Type::text},
                   {"cluster_id", lake::Type::integer},
                   {"weight", lake::Type::real},
                   {"probability", lake::Type::real},
                   {"nobody", lake::Type::real}},
                  answers.size(), [&](std::size_t i, MadeRows::Row& row) {
                      auto const& one = answers[i];
                      row = {static_cast<std::int64_t>(i), asked.ids[one.asked]};
                      if (one.rank == 0) {
                          row.resize(8);
                      } else {
                          row.insert(row.end(),
                                     {one.rank, kept.source_of(one.row), kept.ids[one.row],
                                      kept.clusters[one.row], one.weight, one.probability});
                      }
                      row.emplace_back(one.nobody);
                  });
    TRY(make_folder(out.parent_path()));
    auto session = TRY(lake.session());
    TRY(write_parquet(session, rows, out));
    return sums;
}

}  // namespace jutong::job
