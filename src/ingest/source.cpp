#include "ingest/source.h"

#include <algorithm>

#include "base/file.h"
#include "base/text.h"

namespace jutong::ingest {

Source::Source(OpenedRecords opened, catalog::Resource const& resource, Position position)
    : opened_(std::move(opened)),
      change_(resource.change),
      fields_(resource.fields.size()),
      position_(std::move(position)) {
    if (!change_) return;
    change_column_ = layout().change;
    auto const& given = layout().field_of_column;
    auto const found = std::ranges::find(given, change_->field);
    if (change_->field && found != given.end())
        change_column_ = static_cast<std::size_t>(found - given.begin());
}

Result<std::unique_ptr<Source>> Source::open(fs::path const& file,
                                             catalog::Resource const& resource, lake::Lake& lake) {
    auto position = std::make_shared<std::atomic<std::int64_t>>(0);
    auto opened = TRY(open_records(file, resource, lake, position));
    return std::unique_ptr<Source>(new Source(std::move(opened), resource, std::move(position)));
}

Result<bool> Source::take(RecordBlock& block, std::size_t rows) {
    std::lock_guard const lock(mutex_);
    block.text.clear();
    block.ends.clear();
    block.damages.clear();
    block.numbers.clear();
    block.number = next_block_;
    if (rows_left_) rows = std::min(rows, static_cast<std::size_t>(*rows_left_));
    Record record;
    while (block.rows() < rows) {
        if (!TRY(opened_.records->next(record))) break;
        if (record.damage)
            block.damages.push_back({static_cast<std::uint32_t>(block.rows()), *record.damage});
        block.text += record.text;
        block.numbers.push_back(record.row);
        block.ends.push_back(static_cast<std::uint32_t>(block.text.size()));
    }
    if (block.rows() == 0) return false;
    ++next_block_;
    if (rows_left_) *rows_left_ -= static_cast<std::int64_t>(block.rows());
    return true;
}

void Source::cells(std::string_view record, std::vector<std::string_view>& out,
                   Arena& arena) const {
    split_cells(record, layout().format.delimiter, out, arena);
}

void Source::parse(RecordBlock const& block, Cells& out) const {
    auto const rows = block.rows();
    out.arena.clear();
    out.bad.clear();
    out.fields.resize(fields_);
    for (auto& field : out.fields) field.assign(rows, {});
    // Damage is rare: the whole block is looked at once, single records only where it has some.
    auto const has_nul = block.text.find('\0') != std::string::npos;
    auto const has_damage = !is_utf8(block.text);
    auto const has_no_value = block.text.find(no_value) != std::string::npos;
    out.deleted.assign(rows, 0);
    auto damage = block.damages.begin();
    for (std::uint32_t row = 0; row < rows; ++row) {
        auto const record = block.record(row);
        std::optional<governance::RowFault> bad;
        if (damage != block.damages.end() && damage->record == row)
            bad = (damage++)->fault;
        else if (has_nul && record.find('\0') != std::string_view::npos)
            bad = governance::RowFault::nul;
        else if (has_damage && !is_utf8(record))
            bad = governance::RowFault::encoding;
        if (!bad) {
            cells(record, out.row, out.arena);
            if (out.row.size() != layout().columns.size())
                bad = governance::RowFault::columns;
            else if (has_no_value && lacks_results(out.row))
                bad = governance::RowFault::formula;
        }
        if (bad) {
            out.bad.push_back({row, *bad});
            continue;
        }
        for (std::size_t column = 0; column < out.row.size(); ++column)
            if (auto const field = layout().field_of_column[column])
                out.fields[*field][row] = out.row[column];
        if (change_column_) out.deleted[row] = says_deleted(out.row[*change_column_]) ? 1 : 0;
    }
}

// A formula in a column that gives a field, without the result that it had.
bool Source::lacks_results(std::vector<std::string_view> const& cells) const {
    constexpr char formula[] = {no_value, '='};
    for (std::size_t column = 0; column < cells.size(); ++column)
        if (layout().field_of_column[column] && cells[column].starts_with({formula, 2}))
            return true;
    return false;
}

bool Source::says_deleted(std::string_view cell) const {
    auto const& deleted = change_->deleted;
    return std::ranges::find(deleted, trim(cell)) != deleted.end();
}

std::vector<std::string> Source::notes() const {
    auto notes = opened_.notes;
    for (auto const& note : opened_.records->notes()) notes.push_back(note);
    return notes;
}

}  // namespace jutong::ingest
