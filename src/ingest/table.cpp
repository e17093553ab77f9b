#include "ingest/table.h"

#include <algorithm>

#include <fmt/format.h>

namespace jutong::ingest {

namespace {

class PutBackTable final : public Table {
public:
    PutBackTable(std::vector<TableRow> first, std::unique_ptr<Table> rest)
        : first_(std::move(first)), rest_(std::move(rest)) {}

    Result<bool> next(TableRow& row) override {
        if (at_ == first_.size()) return rest_->next(row);
        row = std::move(first_[at_++]);
        return true;
    }
    std::vector<std::string> notes() const override { return rest_->notes(); }

private:
    std::vector<TableRow> first_;
    std::size_t at_ = 0;
    std::unique_ptr<Table> rest_;
};

}  // namespace

bool TableRow::blank() const {
    return !fault && std::ranges::all_of(cells, [](auto const& cell) { return cell.empty(); });
}

Result<bool> TableRecords::next(Record& record) {
    do {
        if (!TRY(table_->next(row_))) return false;
    } while (row_.blank());
    auto& cells = row_.cells;
    while (cells.size() > columns_ && cells.back().empty()) cells.pop_back();
    if (cells.size() > columns_ && !row_.fault) ++rows_cut_;
    text_.clear();
    if (row_.fault) {  // what could not be read stands in the first cell
        for (auto const& cell : cells) text_ += cell;
    } else {
        cells.resize(columns_);
        for (std::size_t i = 0; i < columns_; ++i) {
            if (i > 0) text_ += ',';
            append_cell(text_, cells[i], ',');
        }
    }
    record = {text_, row_.fault, first_number_ + row_.number};
    if (!record.damage && text_.size() > record_bytes_max)
        record.damage = governance::RowFault::length;
    return true;
}

std::vector<std::string> TableRecords::notes() const {
    auto notes = table_->notes();
    if (rows_cut_ > 0)
        notes.push_back(
            fmt::format("{} rows have cells to the right of the last column: left out", rows_cut_));
    return notes;
}

std::unique_ptr<Table> put_back(std::vector<TableRow> first, std::unique_ptr<Table> rest) {
    return std::make_unique<PutBackTable>(std::move(first), std::move(rest));
}

}  // namespace jutong::ingest
