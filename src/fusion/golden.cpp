#include "fusion/golden.h"

#include <algorithm>

#include <fmt/format.h>

#include "fusion/side_rows.h"
#include "fusion/survive.h"

namespace jutong::fusion {

// One thread's way through whole partitions, subject by subject.
class GoldenCursor final : public lake::Cursor {
public:
    explicit GoldenCursor(GoldenFeed& feed)
        : feed_(feed), library_(*feed.plan_.library), fields_(library_.fields.size()) {
        numbering_ = library_.number != nullptr && library_.number->name() == "id_number"
                         ? Numbering::identity
                         : Numbering::hashed;
    }

    Result<std::size_t> next(lake::BatchWriter& out) override {
        if (!origins_) origins_ = TRY(feed_.origin_rows_.writer());
        if (!conflicts_) conflicts_ = TRY(feed_.conflict_rows_.writer());
        clear();
        while (numbers_.empty()) {
            if (next_row_ == order_.size() && !TRY(load_partition())) return std::size_t{0};
            while (next_row_ < order_.size() && numbers_.size() < lake::batch_rows_max)
                TRY(fuse_next());
        }
        TRY(origins_->add(origin_bytes_));
        TRY(conflicts_->add(conflict_bytes_));
        feed_.subjects_ += static_cast<std::int64_t>(numbers_.size());
        write(out);
        return numbers_.size();
    }

private:
    void clear() {
        numbers_.clear();
        subjects_.clear();
        chosen_.clear();
        origin_bytes_.clear();
        conflict_bytes_.clear();
    }

    Result<bool> load_partition() {
        TRY(feed_.progress_.go_on());
        auto const place = feed_.next_partition_++;
        if (place >= partition_count) return false;
        feed_.progress_.at(static_cast<std::int64_t>(place), feed_.subjects_);
        bytes_ = TRY(feed_.partitions_.take(place));
        order_.clear();
        next_row_ = 0;
        for (std::size_t at = 0; at < bytes_.size();) {
            auto const begin = at;
            order_.emplace_back(skip_row(bytes_, at), begin);
        }
        std::ranges::sort(order_);
        return true;
    }

    // All rows with the hash of the next row are one subject's.
    Done fuse_next() {
        auto const hash = order_[next_row_].first;
        std::size_t count = 0;
        while (next_row_ + count < order_.size() && order_[next_row_ + count].first == hash)
            ++count;
        if (group_.size() < count) group_.resize(count);
        rows_.clear();
        for (std::size_t i = 0; i < count; ++i) {
            auto at = order_[next_row_ + i].second;
            group_[i].fields.resize(fields_);
            read_row(bytes_, at, group_[i]);
            rows_.push_back(&group_[i]);
            if (group_[i].number != group_[0].number)
                return fail(Code::internal, "fusion.subject.collision",
                            "Two numbers have one subject id");
        }
        next_row_ += count;
        order_rows(rows_);
        auto const subject = subject_of(rows_[0]->number, hash, numbering_);
        numbers_.push_back(rows_[0]->number);
        subjects_.push_back(subject);
        put_number(origin_bytes_, subject);
        for (std::size_t field = 0; field < fields_; ++field) choose(field, subject);
        return {};
    }

    void choose(std::size_t field, std::int64_t subject) {
        auto const survivor = survivor_of(library_.fields[field], field, rows_);
        if (survivor.row == nullptr) {
            chosen_.emplace_back();
            put_number(origin_bytes_, 0);
            return;
        }
        auto const& row = *survivor.row;
        chosen_.push_back(row.fields[field]);
        put_number(origin_bytes_,
                   packed({survivor.chosen, row.repaired, feed_.plan_.feeds[row.feed].resource_id,
                           row.run, row.row}));
        if (survivor.chosen != Chosen::only) note_conflicts(field, subject, row);
    }

    // What each other feed says last, where it is something else.
    void note_conflicts(std::size_t field, std::int64_t subject, SubjectRow const& golden) {
        int last_feed = -1;
        for (auto const* const row : rows_) {
            auto const& value = row->fields[field];
            if (!value.present || row->feed == last_feed) continue;
            last_feed = row->feed;
            if (row->feed == golden.feed || value == golden.fields[field]) continue;
            auto const& resource = *feed_.plan_.feeds[row->feed].resource;
            put_number(conflict_bytes_, subject);
            put_text(conflict_bytes_, library_.fields[field].name);
            put_text(conflict_bytes_, resource.name);
            put_text(conflict_bytes_, resource.provider);
            put_number(conflict_bytes_, row->run);
            put_number(conflict_bytes_, row->row);
            put_text(conflict_bytes_, text_of(field, value));
            put_text(conflict_bytes_, text_of(field, golden.fields[field]));
            ++feed_.conflicts_written_;
        }
    }

    std::string text_of(std::size_t field, FieldValue const& value) const {
        auto const& element = *library_.fields[field].element;
        if (element.kind() == element::Kind::text) return std::string(value.text);
        return element.to_text({value.number, std::string(value.text)});
    }

    void write(lake::BatchWriter& out) {
        auto const rows = numbers_.size();
        out.text(0, numbers_, {});
        texts_.resize(rows);
        amounts_.resize(rows);
        nulls_.resize(rows);
        for (std::size_t field = 0; field < fields_; ++field) {
            for (std::size_t row = 0; row < rows; ++row) {
                auto const& value = chosen_[row * fields_ + field];
                nulls_[row] = value.present ? 0 : 1;
                texts_[row] = value.text;
                amounts_[row] = value.number;
            }
            auto const kind = library_.fields[field].element->kind();
            if (kind == element::Kind::text)
                out.text(field + 1, texts_, nulls_);
            else if (kind == element::Kind::money)
                out.money(field + 1, amounts_, texts_, nulls_);
            else
                out.number(field + 1, amounts_, nulls_);
        }
        out.number(fields_ + 1, subjects_, {});
    }

    GoldenFeed& feed_;
    catalog::Library const& library_;
    std::size_t fields_;
    Numbering numbering_;
    std::optional<SideRows::Writer> origins_, conflicts_;

    std::string bytes_;  // the partition at hand
    std::vector<std::pair<std::uint64_t, std::size_t>>
        order_;  // hash and place of its rows, sorted
    std::size_t next_row_ = 0;
    std::vector<SubjectRow> group_;
    std::vector<SubjectRow const*> rows_;

    std::vector<std::string_view> numbers_;  // the batch being made
    std::vector<std::int64_t> subjects_;
    std::vector<FieldValue> chosen_;  // [row][field]
    std::string origin_bytes_, conflict_bytes_;
    std::vector<std::string_view> texts_;
    std::vector<std::int64_t> amounts_;
    std::vector<std::uint8_t> nulls_;
};

GoldenFeed::GoldenFeed(Plan const& plan, Partitions& partitions, Progress& progress)
    : plan_(plan), partitions_(partitions), progress_(progress) {}
GoldenFeed::~GoldenFeed() = default;

std::unique_ptr<lake::Cursor> GoldenFeed::cursor() { return std::make_unique<GoldenCursor>(*this); }
std::unique_ptr<lake::Feed> GoldenFeed::origins() {
    return feed_of(origin_rows_, origin_columns(*plan_.library));
}
std::unique_ptr<lake::Feed> GoldenFeed::conflicts() {
    return feed_of(conflict_rows_, conflict_columns());
}

}  // namespace jutong::fusion
