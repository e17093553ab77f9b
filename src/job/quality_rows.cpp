// Rows that a scan gives, held against the rules by all threads.
#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <xxhash.h>

#include "governance/check.h"
#include "ingest/keys.h"
#include "job/quality_measure.h"
#include "lake/merge.h"

namespace jutong::job {

namespace {

using governance::Kind;

constexpr std::size_t parts = 256;  // of the hashes of a column: each is counted in the cache

// Hashes of the values of one column that must be unique, parted by their last bits.
struct Hashes {
    std::array<std::vector<std::uint64_t>, parts> by_part;

    void add(governance::Column const& column, bool is_text) {
        column.ok.for_each([&](std::size_t row) {
            auto const hash = is_text
                                  ? XXH3_64bits(column.text[row].data(), column.text[row].size())
                                  : XXH3_64bits(&column.number[row], sizeof column.number[row]);
            by_part[hash % parts].push_back(hash);
        });
    }
};

// What threads need while they hold batches against the rules; each takes one and gives it back.
class Workers {
public:
    Workers(governance::Check const& check, catalog::Resource const& resource)
        : check_(check), resource_(resource) {
        for (std::size_t i = 0; i < check.rules().size(); ++i)
            if (check.rules()[i].kind == Kind::unique) unique_.push_back(i);
    }

    Done run(lake::Batch const& batch) {
        auto worker = take();
        auto done = check_.run(batch, worker->checked);
        if (done) {
            check_.count(worker->checked, worker->counts);
            for (std::size_t i = 0; i < unique_.size(); ++i) {
                auto const field = check_.rules()[unique_[i]].field;
                worker->hashes[i].add(
                    worker->checked.columns[field],
                    resource_.fields[field].element->kind() == element::Kind::text);
            }
        }
        std::lock_guard const lock(mutex_);
        free_.push_back(std::move(worker));
        return done;
    }

    // Once all batches were given.
    governance::Counts total(int threads) {
        auto counts = check_.no_counts();
        for (auto const& worker : free_) counts.add(worker->counts);
        for (std::size_t i = 0; i < unique_.size(); ++i)
            counts.by_rule[unique_[i]] = count_unique(i, threads);
        return counts;
    }

private:
    struct Worker {
        governance::Checked checked;
        governance::Counts counts;
        std::vector<Hashes> hashes;  // by unique_
    };

    std::unique_ptr<Worker> take() {
        std::lock_guard const lock(mutex_);
        if (free_.empty())
            return std::make_unique<Worker>(
                Worker{{}, check_.no_counts(), std::vector<Hashes>(unique_.size())});
        auto worker = std::move(free_.back());
        free_.pop_back();
        return worker;
    }

    governance::Count count_unique(std::size_t rule, int threads) const {
        std::atomic<std::size_t> next = 0;
        std::atomic<std::int64_t> a = 0, b = 0;
        auto const work = [&] {
            for (auto part = next++; part < parts; part = next++) {
                ingest::HashSet seen;
                std::int64_t first = 0, all = 0;
                for (auto const& worker : free_) {
                    // The bits that chose the part are the same for all here.
                    for (auto const hash : worker->hashes[rule].by_part[part])
                        first += seen.add(hash / parts) ? 1 : 0;
                    all += static_cast<std::int64_t>(worker->hashes[rule].by_part[part].size());
                }
                a += first;
                b += all;
            }
        };
        std::vector<std::jthread> pool;
        for (int i = 1; i < threads; ++i) pool.emplace_back(work);
        work();
        pool.clear();
        return {a, b};
    }

    governance::Check const& check_;
    catalog::Resource const& resource_;
    std::vector<std::size_t> unique_;  // rules
    std::mutex mutex_;                 // guards all below
    std::vector<std::unique_ptr<Worker>> free_;
};

Result<std::vector<governance::Measure>> measure_scan(Workplace& workplace,
                                                      catalog::Resource const& resource,
                                                      std::string const& sql) {
    std::unique_ptr<lake::Calculator> calculator;
    if (governance::needs_engine(resource))
        calculator = TRY(lake::Calculator::open(workplace.registry()));
    governance::Check const check(resource, {}, {calculator.get(), nullptr});
    Workers workers(check, resource);
    auto session = TRY(workplace.lake().session());
    TRY(session.scan_in_parallel(sql,
                                 [&](lake::Batch const& batch) { return workers.run(batch); }));
    auto const counts = workers.total(workplace.threads());
    std::vector<governance::Measure> measures;
    for (std::size_t i = 0; i < check.rules().size(); ++i) {
        auto const& rule = check.rules()[i];
        auto const& count = counts.by_rule[i];
        if (rule.kind != Kind::layout && rule.kind != Kind::key)
            measures.push_back({rule.name, rule.has_field ? resource.fields[rule.field].name : "",
                                rule.indicator, rule.dimension, count.a, count.b});
    }
    return measures;
}

}  // namespace

Result<std::vector<governance::Measure>> measure_rows(Workplace& workplace,
                                                      catalog::Resource const& resource) {
    std::vector<std::string> names;
    for (auto const& field : resource.fields) names.push_back(field.name);
    return measure_scan(workplace, resource,
                        fmt::format("SELECT {} FROM clean.{}", lake::quoted_names(names),
                                    lake::quoted_name(resource.table())));
}

Result<std::vector<governance::Measure>> measure_parquet(Workplace& workplace,
                                                         catalog::Resource const& resource,
                                                         std::filesystem::path const& file) {
    auto session = TRY(workplace.lake().session());
    auto const described = TRY(
        session.query(fmt::format("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "
                                  "read_parquet({}))",
                                  lake::quoted_text(file.string()))));
    std::map<std::string, std::string> types;
    for (auto const& row : described.rows) types[*row[0]] = *row[1];
    std::string columns;
    for (auto const& field : resource.fields) {
        auto const found = types.find(field.name);
        if (found == types.end())
            return fail(Code::invalid, "quality.column",
                        fmt::format("{} has no column {}; columns have the fields' names",
                                    file.string(), field.name));
        columns += (columns.empty() ? "" : ", ") + lake::quoted_name(field.name);
        auto const type = lake::sql_of(lake::type_of(field.element->kind()));
        if (found->second != "VARCHAR" && found->second != type)
            columns += fmt::format("::{}", type);
    }
    return measure_scan(
        workplace, resource,
        fmt::format("SELECT {} FROM read_parquet({})", columns, lake::quoted_text(file.string())));
}

}  // namespace jutong::job
