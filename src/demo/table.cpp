#include "demo/table.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/verify.h"

namespace jutong::demo {

namespace {

constexpr std::size_t late_rows_max = 32;
constexpr int stale_years_min = 2;
constexpr int stale_years_max = 9;
constexpr int fresh_days = 540;
constexpr int year_days = 365;
constexpr int day_seconds_from = 8 * 3600 + 1800;  // offices are open from 8:30 to 17:30
constexpr int day_seconds = 9 * 3600;

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0;
    for (char const c : text) hash = mixed(hash ^ static_cast<unsigned char>(c));
    return hash;
}

}  // namespace

Truth::Truth(std::filesystem::path const& out, std::string_view file)
    : writer_(out / file, {}), file_(file) {
    cells_ = {"subject", "resource", "file", "row"};
    writer_.write(cells_);
}

void Truth::write(std::string_view subject, Layout const& layout, std::int64_t row) {
    cells_[0] = subject;
    cells_[1] = layout.resource;
    cells_[2] = layout.file;
    cells_[3] = fmt::format_int(row).c_str();
    writer_.write(cells_);
    ++rows_;
}

Result<Written> Truth::close() {
    auto const bytes = TRY(writer_.close());
    return Written{file_, rows_, bytes};
}

Table::Table(std::filesystem::path const& out, Layout const& layout, Truth* truth,
             std::uint64_t seed)
    : layout_(layout),
      writer_(out / layout.file, layout.format),
      truth_(truth),
      seed_(mixed(seed ^ hash_of(layout.resource))),
      dirt_(layout.dirt),
      random_(seed_),
      cells_(layout.columns.begin(), layout.columns.end()) {
    writer_.write(cells_);
}

bool Table::begin(std::int64_t key, double share) {
    random_ = Random(seed_, static_cast<std::uint64_t>(key));
    if (share < 1.0 && !random_.chance(share)) return false;
    stale_ = random_.chance(rates::stale);
    used_ = 0;
    return true;
}

std::string& Table::next() {
    verify(used_ < cells_.size(), "a row has no more cells than its table has columns");
    auto& cell = cells_[used_++];
    cell.clear();
    return cell;
}

void Table::text(std::string_view value) { next() = value; }

void Table::word(std::string_view value) {
    auto& cell = next();
    if (value.empty() || dirt_.missing(cell, random_)) return;
    cell = value;
}

void Table::long_text(std::string_view value) {
    auto& cell = next();
    if (value.empty() || dirt_.missing(cell, random_)) return;
    cell = value;
    dirt_.free_text(cell, random_);
}

void Table::number(std::int64_t value) { next() = fmt::format_int(value).c_str(); }

void Table::decimal(double value, int places) {
    fmt::format_to(std::back_inserter(next()), "{:.{}f}", value, places);
}

void Table::blank() { next(); }

void Table::coded(std::string_view code, std::string_view title) {
    auto& cell = next();
    if (code.empty() || dirt_.missing(cell, random_)) return;
    auto const other = dirt_.chance(rates::other_spelling, random_);
    cell = layout_.codes != other ? code : title;
}

void Table::gender(element::Gender gender) {
    auto& cell = next();
    if (dirt_.missing(cell, random_)) return;
    auto const other = dirt_.chance(rates::other_spelling, random_);
    cell = spelled(gender, other ? static_cast<GenderStyle>(random_.below(3)) : layout_.genders);
}

void Table::nation(int nation) {
    auto& cell = next();
    if (dirt_.missing(cell, random_)) return;
    auto const other = dirt_.chance(rates::other_spelling, random_);
    append_nation(cell, nation,
                  other ? static_cast<NationStyle>(random_.below(3)) : layout_.nations);
}

void Table::date(Days day) {
    auto& cell = next();
    switch (dirt_.draw(rates::date, random_)) {
        case Fault::date_other_spelling:
            append_date(cell, day, static_cast<DateStyle>(random_.below(date_style_count)));
            break;
        case Fault::date_impossible:
            append_impossible_date(cell, day, layout_.dates);
            break;
        default:
            append_date(cell, day, layout_.dates);
    }
}

void Table::date_or_blank(Days day) {
    if (day == 0) return blank();
    date(day);
}

void Table::timestamp(Days day) {
    auto const seconds = day_seconds_from + static_cast<int>(random_.below(day_seconds));
    append_timestamp(next(), day, seconds, layout_.dates);
}

void Table::name(std::string_view value) {
    auto& cell = next();
    if (value.empty()) return;
    cell = value;
    dirt_.name(cell, random_);
}

void Table::name(std::string_view current, std::string_view former) {
    name(stale_ && !former.empty() ? former : current);
}

void Table::id_number(std::string_view value, Days birth) {
    auto& cell = next();
    if (value.empty() || random_.chance(layout_.id_missing)) return;
    cell = value;
    dirt_.id_number(cell, birth, random_);
}

void Table::code(std::string_view value) {
    auto& cell = next();
    if (value.empty() || dirt_.missing(cell, random_)) return;
    cell = value;
    dirt_.code(cell, random_);
}

void Table::key_code(std::string_view value) {
    auto& cell = next();
    cell = value;
    if (random_.chance(rates::key_code)) dirt_.code(cell, random_);
}

void Table::phone(std::string_view current, std::string_view former) {
    auto& cell = next();
    if (current.empty() || random_.chance(layout_.phone_missing)) return;
    cell = stale_ ? former : current;
    dirt_.phone(cell, random_);
}

void Table::address(std::string_view current, std::string_view former) {
    auto& cell = next();
    if (dirt_.missing(cell, random_)) return;
    cell = stale_ ? former : current;
    dirt_.address(cell, random_);
}

void Table::money(std::int64_t yuan, MoneyStyle style) {
    auto& cell = next();
    if (dirt_.missing(cell, random_)) return;
    append_money(cell, yuan, style, random_);
}

void Table::foreign_money(std::int64_t ten_thousands, std::string_view currency) {
    append_foreign_money(next(), ten_thousands, currency);
}

Days Table::update_day(Days since) {
    auto const years = stale_ ? random_.between(stale_years_min, stale_years_max) : 0;
    auto const days = stale_ ? random_.between(0, year_days - 1) : random_.between(0, fresh_days);
    return std::max(since, snapshot_day - static_cast<Days>(years * year_days + days));
}

void Table::updated(Days since) { append_date(next(), update_day(since), layout_.dates); }

void Table::updated_time(Days since) { timestamp(update_day(since)); }

void Table::put(std::span<std::string const> cells, std::string_view subject) {
    writer_.write(cells);
    ++rows_;
    if (truth_ != nullptr && !subject.empty()) truth_->write(subject, layout_, rows_);
}

void Table::end(std::string_view subject) {
    verify(used_ == cells_.size(), "a row has as many cells as its table has columns");
    switch (dirt_.draw(rates::row, random_)) {
        case Fault::row_twice:
            late_.push_back({cells_, std::string(subject)});
            break;
        case Fault::row_key_twice: {
            late_.push_back({cells_, std::string(subject)});
            auto& cells = late_.back().cells;
            cells[1 + random_.below(cells.size() - 1)].clear();
            break;
        }
        case Fault::row_shifted: {
            // From some column on, everything stands one column to the right; the last is lost.
            auto const from = 1 + random_.below(cells_.size() - 1);
            std::move_backward(cells_.begin() + static_cast<std::ptrdiff_t>(from), cells_.end() - 1,
                               cells_.end());
            cells_[from].clear();
            break;
        }
        case Fault::row_extra_column: {
            auto longer = cells_;
            longer.emplace_back();
            put(longer, subject);
            return;
        }
        default:
            break;
    }
    put(cells_, subject);
    if (late_.size() < late_rows_max) return;
    for (auto const& [cells, whose] : late_) put(cells, whose);
    late_.clear();
}

Result<Written> Table::close() {
    for (auto const& [cells, whose] : late_) put(cells, whose);
    late_.clear();
    auto const bytes = TRY(writer_.close());
    return Written{std::string(layout_.file), rows_, bytes};
}

Output::Output(std::filesystem::path out, std::uint64_t seed)
    : out_(std::move(out)),
      seed_(seed),
      people_(out_, "truth/person.csv"),
      organizations_(out_, "truth/organization.csv") {}

Result<std::unique_ptr<Output>> Output::create(std::filesystem::path const& out,
                                               std::uint64_t seed) {
    std::error_code error;
    std::filesystem::create_directories(out / "truth", error);
    if (error) return fail(Code::unavailable, "demo.write", "Cannot make " + out.string());
    return std::unique_ptr<Output>(new Output(out, seed));
}

Table& Output::open(Layout const& layout, SubjectKind kind) {
    auto* const truth = kind == SubjectKind::person         ? &people_
                        : kind == SubjectKind::organization ? &organizations_
                                                            : nullptr;
    tables_.push_back(std::make_unique<Table>(out_, layout, truth, seed_));
    return *tables_.back();
}

bool Output::failed() const {
    return std::any_of(tables_.begin(), tables_.end(), [](auto const& t) { return t->failed(); });
}

Result<std::vector<Written>> Output::close() {
    std::vector<Written> out;
    for (auto const& table : tables_) out.push_back(TRY(table->close()));
    out.push_back(TRY(people_.close()));
    out.push_back(TRY(organizations_.close()));
    return out;
}

}  // namespace jutong::demo
