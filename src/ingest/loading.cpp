#include "ingest/loading.h"

#include <algorithm>
#include <set>

#include <xxhash.h>

#include "base/text.h"

namespace jutong::ingest {

namespace {

using governance::Checked;
using governance::Kind;

constexpr std::size_t raw_bytes_max =
    64U << 10U;  // of a rejected row in the quarantine; the kept file has it whole

// A 64-bit hash of a value, the same for the same value in every run.
std::uint64_t hash_of(element::ValueColumn const& values, element::Kind kind, std::size_t row,
                      std::uint64_t seed) {
    if (kind == element::Kind::text)
        return XXH3_64bits_withSeed(values.text[row].data(), values.text[row].size(), seed);
    return XXH3_64bits_withSeed(&values.number[row], sizeof values.number[row], seed);
}

template <typename T>
void keep_rows(std::vector<T>& column, std::vector<std::uint32_t> const& rows) {
    if (column.size() == rows.size()) return;
    for (std::size_t i = 0; i < rows.size(); ++i) column[i] = column[rows[i]];
    column.resize(rows.size());
}

}  // namespace

std::string_view to_string(Verdict verdict) {
    constexpr std::string_view names[] = {"reject", "flag", "repair"};
    return names[static_cast<std::size_t>(verdict)];
}

std::vector<lake::Column> clean_columns(catalog::Resource const& resource) {
    using lake::Type;
    std::vector<lake::Column> columns;
    for (auto const& field : resource.fields)
        columns.push_back({field.name, lake::type_of(field.element->kind())});
    for (auto const& [name, type] : {std::pair{"row_id", Type::integer},
                                     {"load", Type::integer},
                                     {"run", Type::integer},
                                     {"file", Type::text},
                                     {"row", Type::integer},
                                     {"flags", Type::texts},
                                     {"flag_fields", Type::texts},
                                     {"number_as_sent", Type::text}})
        columns.push_back({name, type});
    return columns;
}

// One thread's work on one block after the other.
class LoadingCursor final : public lake::Cursor {
public:
    explicit LoadingCursor(Loading& loading) : l_(loading) {}

    Result<std::size_t> next(lake::BatchWriter& out) override {
        while (true) {
            auto const more = take_and_check();
            if (!more) {
                l_.turns_.give_up();
                return fail(more.error());
            }
            if (!*more) return std::size_t{0};
            if (accepted_.empty()) continue;
            write(out);
            return accepted_.size();
        }
    }

private:
    Result<bool> take_and_check() {
        TRY(l_.progress_.go_on());
        if (!TRY(l_.source_.take(block_, lake::batch_rows_max))) return false;
        l_.source_.parse(block_, cells_);
        keep_numbers_as_sent();
        if (l_.incremental_) forget_values_of_deleted();
        TRY(l_.check_.run(cells_.fields, block_.rows(), checked_));
        if (l_.incremental_) forget_issues_of_deleted();
        find_bad_rows();
        hash_keys();
        if (!l_.turns_.wait_for(block_.number))
            return fail(Code::internal, "ingest.given_up", "Another thread failed");
        TRY(settle());
        l_.turns_.done(block_.number);
        return true;
    }

    void keep_numbers_as_sent() {
        if (l_.number_field_) numbers_as_sent_ = cells_.fields[*l_.number_field_];
    }

    // Of a deleted row only its key and its time matter.
    bool matters_of_deleted(std::size_t field) const {
        auto const& key = l_.resource_.key;
        return field == l_.resource_.timestamp || std::ranges::find(key, field) != key.end();
    }

    void forget_values_of_deleted() {
        for (std::size_t field = 0; field < cells_.fields.size(); ++field) {
            if (matters_of_deleted(field)) continue;
            for (std::size_t row = 0; row < block_.rows(); ++row)
                if (cells_.deleted[row] != 0) cells_.fields[field][row] = {};
        }
    }

    // What a deleted row does not say is no failure, and is not counted.
    void forget_issues_of_deleted() {
        auto const& rules = l_.check_.rules();
        auto const is_forgotten = [&](auto const& issue) {
            return cells_.deleted[issue.row] != 0 && rules[issue.rule].kind == Kind::required &&
                   !matters_of_deleted(rules[issue.rule].field);
        };
        for (auto const& issue : checked_.issues) {
            if (!is_forgotten(issue)) continue;
            checked_.judged[issue.rule].clear(issue.row);
            checked_.failed[issue.rule].clear(issue.row);
            checked_.rejected[issue.row] = 0;
        }
        std::erase_if(checked_.issues, is_forgotten);
        for (auto const& issue : checked_.issues)
            if (rules[issue.rule].on_failure == catalog::OnFailure::reject)
                checked_.rejected[issue.row] = 1;
    }

    // Rows that could not be cut into cells, and rows whose cells stand in the wrong columns.
    void find_bad_rows() {
        bad_.assign(block_.rows(), 0);
        for (auto const& bad : cells_.bad) bad_[bad.row] = static_cast<std::uint8_t>(bad.fault);
        std::vector<std::uint32_t> suspects;
        for (auto const& issue : checked_.issues)
            if (l_.check_.rules()[issue.rule].kind == Kind::element && bad_[issue.row] == 0 &&
                (suspects.empty() || suspects.back() != issue.row))
                suspects.push_back(issue.row);
        for (auto const row : suspects) {
            l_.source_.cells(block_.record(row), cells_.row, cells_.arena);
            if (l_.check_.is_shifted(cells_.row, l_.source_.layout().field_of_column))
                bad_[row] = static_cast<std::uint8_t>(governance::RowFault::shifted);
        }
        // Of a bad row only its fault is told: what its cells fail follows from it.
        if (std::ranges::any_of(bad_, [](auto fault) { return fault != 0; }))
            std::erase_if(checked_.issues, [&](auto const& issue) { return bad_[issue.row] != 0; });
        for (std::uint32_t row = 0; row < bad_.size(); ++row)
            if (bad_[row] != 0)
                l_.check_.fail_row(checked_, row, static_cast<governance::RowFault>(bad_[row]));
    }

    void hash_keys() {
        auto const rows = block_.rows();
        key_hashes_.assign(rows, 0);
        key_missing_.assign(rows, 0);
        for (auto const field : l_.resource_.key) {
            auto const& values = checked_.fields[field];
            auto const kind = l_.resource_.fields[field].element->kind();
            for (std::size_t row = 0; row < rows; ++row) {
                if (values.state[row] == element::state_ok)
                    key_hashes_[row] = hash_of(values, kind, row, key_hashes_[row] + 1);
                else
                    key_missing_[row] = 1;
            }
        }
    }

    // In the order of the rows: duplicates, counts, the rejected rows.
    Done settle() {
        auto& outcome = l_.outcome_;
        for (std::uint32_t row = 0; row < block_.rows(); ++row) {
            if (bad_[row] != 0) continue;
            if (key_missing_[row] != 0) {
                if (checked_.rejected[row] == 0)
                    l_.check_.fail_row(checked_, row, governance::KeyFault::missing);
            } else if (checked_.rejected[row] == 0 && !l_.incremental_ &&
                       !l_.keys_.add(key_hashes_[row])) {
                l_.check_.fail_row(checked_, row, governance::KeyFault::duplicate);
            }
        }
        settle_unique();
        count();
        std::ranges::stable_sort(checked_.issues, {}, &governance::Issue::row);
        std::stable_sort(checked_.repairs.begin(), checked_.repairs.end(),
                         [](auto const& a, auto const& b) { return a.row < b.row; });
        accepted_.clear();
        for (std::uint32_t row = 0; row < block_.rows(); ++row) {
            if (checked_.rejected[row] == 0)
                accepted_.push_back(row);
            else if (bad_[row] == 0 && key_missing_[row] == 0)
                l_.rejected_keys_.push_back(row_id(row));
        }
        outcome.read += static_cast<std::int64_t>(block_.rows());
        outcome.accepted += static_cast<std::int64_t>(accepted_.size());
        outcome.quarantined += static_cast<std::int64_t>(block_.rows() - accepted_.size());
        tally();
        TRY(spool());
        l_.progress_.at(l_.source_.bytes_read(), outcome.read);
        return {};
    }

    std::int64_t row_id(std::uint32_t row) const {
        return static_cast<std::int64_t>(key_hashes_[row] >> 1);
    }

    void settle_unique() {
        for (std::size_t i = 0; i < l_.unique_rules_.size(); ++i) {
            auto const place = l_.unique_rules_[i];
            auto const field = l_.check_.rules()[place].field;
            auto const& values = checked_.fields[field];
            auto const kind = l_.resource_.fields[field].element->kind();
            for (std::uint32_t row = 0; row < block_.rows(); ++row) {
                if (values.state[row] != element::state_ok || checked_.rejected[row] != 0) continue;
                checked_.judged[place].set(row);
                if (l_.uniques_[i].add(hash_of(values, kind, row, 0))) continue;
                checked_.failed[place].set(row);
                l_.check_.fail_unique(checked_, row, place);
            }
        }
    }

    // The masks of the rules of whole rows; then all are counted.
    void count() {
        constexpr auto layout = governance::layout_rule, key = governance::key_rule;
        auto const good = governance::mask_of_bytes(bad_.data(), block_.rows(), 0);
        checked_.judged[layout] = governance::Mask::all(block_.rows());
        checked_.failed[layout] = checked_.judged[layout] - good;
        checked_.judged[key] = good;
        for (auto const& issue : checked_.issues) {
            auto const& rule = l_.check_.rules()[issue.rule];
            auto const is_key_element =
                rule.kind == Kind::element && rule.on_failure == catalog::OnFailure::reject &&
                std::ranges::find(l_.resource_.key, rule.field) != l_.resource_.key.end();
            if (rule.kind == Kind::key || is_key_element) checked_.failed[key].set(issue.row);
        }
        checked_.failed[key] &= good;
        l_.check_.count(checked_, l_.outcome_.counts);
    }

    std::string_view field_name(governance::Issue const& issue) const {
        auto const& rule = l_.check_.rules()[issue.rule];
        if (!rule.has_field) return {};
        return l_.resource_.fields[rule.field].name;
    }

    void tally() {
        auto& outcome = l_.outcome_;
        std::int64_t last_flagged = -1;
        std::int64_t last_repaired = -1;
        for (auto const& issue : checked_.issues) {
            auto const rejected = checked_.rejected[issue.row] != 0;
            ++outcome
                  .tallies[{rejected ? Verdict::reject : Verdict::flag,
                            std::string(l_.check_.reason(issue)), std::string(field_name(issue))}];
            if (!rejected && std::exchange(last_flagged, issue.row) != issue.row) ++outcome.flagged;
        }
        for (auto const& repair : checked_.repairs) {
            if (checked_.rejected[repair.row] != 0) continue;
            ++outcome.tallies[{Verdict::repair, std::string(l_.check_.reason(repair)),
                               l_.resource_.fields[repair.field].name}];
            if (std::exchange(last_repaired, repair.row) != repair.row) ++outcome.repaired;
        }
    }

    Done spool() {
        Rejected rejected;
        for (std::size_t i = 0; i < checked_.issues.size();) {
            auto const row = checked_.issues[i].row;
            rejected.reasons.clear();
            rejected.fields.clear();
            for (; i < checked_.issues.size() && checked_.issues[i].row == row; ++i) {
                rejected.reasons.push_back(l_.check_.reason(checked_.issues[i]));
                rejected.fields.push_back(field_name(checked_.issues[i]));
            }
            if (checked_.rejected[row] == 0) continue;
            auto const raw = escaped(block_.record(row).substr(0, raw_bytes_max));
            rejected.row = block_.numbers[row];
            rejected.raw = raw;
            TRY(l_.spool_.add(rejected));
        }
        return {};
    }

    void write(lake::BatchWriter& out) {
        auto const& fields = l_.resource_.fields;
        std::size_t column = 0;
        for (; column < fields.size(); ++column) write_field(out, column);
        row_ids_.clear();
        rows_.clear();
        for (auto const row : accepted_) {
            row_ids_.push_back(row_id(row));
            rows_.push_back(block_.numbers[row]);
        }
        loads_.assign(accepted_.size(), l_.load_);
        runs_.assign(accepted_.size(), l_.run_);
        files_.assign(accepted_.size(), l_.file_);
        out.number(column++, row_ids_, {});
        out.number(column++, loads_, {});
        out.number(column++, runs_, {});
        out.text(column++, files_, {});
        out.number(column++, rows_, {});
        write_flags(out, column);
        write_numbers_as_sent(out, column + 2);
        if (l_.incremental_) write_deleted(out, column + 3);
    }

    void write_deleted(lake::BatchWriter& out, std::size_t column) {
        row_ids_.clear();
        for (auto const row : accepted_) row_ids_.push_back(cells_.deleted[row]);
        out.number(column, row_ids_, {});
    }

    void write_field(lake::BatchWriter& out, std::size_t field) {
        auto& values = checked_.fields[field];
        keep_rows(values.state, accepted_);
        nulls_.resize(values.state.size());
        for (std::size_t i = 0; i < nulls_.size(); ++i)
            nulls_[i] = values.state[i] == element::state_ok ? 0 : 1;
        if (field == l_.number_field_) number_states_ = values.state;
        auto const kind = l_.resource_.fields[field].element->kind();
        if (kind == element::Kind::text || kind == element::Kind::money)
            keep_rows(values.text, accepted_);
        if (kind != element::Kind::text) keep_rows(values.number, accepted_);
        if (kind == element::Kind::text)
            out.text(field, values.text, nulls_);
        else if (kind == element::Kind::money)
            out.money(field, values.number, values.text, nulls_);
        else
            out.number(field, values.number, nulls_);
    }

    // Flags of accepted rows: failures that do not reject, then repairs.
    void write_flags(lake::BatchWriter& out, std::size_t column) {
        offsets_.assign(1, 0);
        reasons_.clear();
        reason_fields_.clear();
        auto issue = checked_.issues.begin();
        auto repair = checked_.repairs.begin();
        for (auto const row : accepted_) {
            for (; issue != checked_.issues.end() && issue->row <= row; ++issue) {
                if (issue->row < row) continue;
                reasons_.push_back(l_.check_.reason(*issue));
                reason_fields_.push_back(field_name(*issue));
            }
            for (; repair != checked_.repairs.end() && repair->row <= row; ++repair) {
                if (repair->row < row) continue;
                reasons_.push_back(l_.check_.reason(*repair));
                reason_fields_.emplace_back(l_.resource_.fields[repair->field].name);
            }
            offsets_.push_back(static_cast<std::uint32_t>(reasons_.size()));
        }
        out.texts(column, offsets_, reasons_);
        out.texts(column + 1, offsets_, reason_fields_);
    }

    // The number as it was sent where it is not valid: fusion may mend it with other evidence.
    void write_numbers_as_sent(lake::BatchWriter& out, std::size_t column) {
        nulls_.assign(accepted_.size(), 1);
        numbers_.assign(accepted_.size(), {});
        if (l_.number_field_) {
            for (std::size_t i = 0; i < accepted_.size(); ++i) {
                if (number_states_[i] == element::state_ok ||
                    number_states_[i] == element::state_null)
                    continue;
                nulls_[i] = 0;
                numbers_[i] = numbers_as_sent_[accepted_[i]];
            }
        }
        out.text(column, numbers_, nulls_);
    }

    Loading& l_;
    RecordBlock block_;
    Cells cells_;
    Checked checked_;
    std::vector<std::string_view> numbers_as_sent_;
    std::vector<std::uint8_t> bad_;  // a RowFault, or 0
    std::vector<std::uint64_t> key_hashes_;
    std::vector<std::uint8_t> key_missing_;
    std::vector<std::uint32_t> accepted_;
    // What is written, column by column.
    std::vector<std::uint8_t> nulls_;
    std::vector<element::State> number_states_;
    std::vector<std::int64_t> row_ids_, rows_, loads_, runs_;
    std::vector<std::string_view> files_, numbers_, reasons_, reason_fields_;
    std::vector<std::uint32_t> offsets_;
};

Loading::Loading(Source& source, catalog::Resource const& resource, governance::Check const& check,
                 std::int64_t load, std::int64_t run, std::string const& file, Spool& spool,
                 Progress& progress)
    : source_(source),
      resource_(resource),
      check_(check),
      load_(load),
      run_(run),
      file_(file),
      progress_(progress),
      spool_(spool) {
    auto const& number = resource.subject.number;
    if (number.size() == 1 && std::ranges::find(resource.key, number.front()) == resource.key.end())
        number_field_ = number.front();
    for (std::size_t i = 0; i < check.rules().size(); ++i)
        if (check.rules()[i].kind == Kind::unique) unique_rules_.push_back(i);
    incremental_ = resource.extract == catalog::Extract::incremental;
    uniques_.resize(unique_rules_.size());
    outcome_.counts = check.no_counts();
    std::set<std::size_t> given;
    for (auto const& field : source.layout().field_of_column)
        if (field) given.insert(*field);
    outcome_.fields_given = static_cast<std::int64_t>(given.size());
}

std::vector<lake::Column> Loading::columns() const {
    auto columns = clean_columns(resource_);
    if (incremental_) columns.push_back({std::string(deleted_column), lake::Type::boolean});
    return columns;
}

std::unique_ptr<lake::Cursor> Loading::cursor() { return std::make_unique<LoadingCursor>(*this); }

}  // namespace jutong::ingest
