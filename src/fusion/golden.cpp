#include "fusion/golden.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "fusion/side_rows.h"
#include "fusion/survive.h"

namespace jutong::fusion {

namespace {

constexpr std::size_t rows_ahead = 24;  // whose bytes are fetched while others are fused

}  // namespace

// One thread's way through whole partitions, subject by subject.
class GoldenCursor final : public lake::Cursor {
public:
    explicit GoldenCursor(GoldenFeed& feed)
        : feed_(feed),
          library_(*feed.plan_.library),
          fields_(library_.fields.size()),
          survivors_(fields_),
          chosen_(fields_) {
        numbering_ = numbering_of(library_);
    }

    Result<std::size_t> next(lake::BatchWriter& out) override {
        if (!origins_) origins_.emplace(feed_.origin_rows_.writer(fields_ + 1));
        if (!conflicts_) conflicts_.emplace(feed_.conflict_rows_.writer(conflict_columns().size()));
        if (!links_) links_.emplace(feed_.link_rows_.writer(link_columns().size()));
        if (!digests_) digests_.emplace(feed_.digest_rows_.writer(digest_columns().size()));
        clear();
        while (numbers_.empty()) {
            if (next_row_ == order_.size() && !TRY(load_partition())) {
                TRY(end());
                return std::size_t{0};
            }
            while (next_row_ < order_.size() && numbers_.size() < lake::batch_rows_max)
                TRY(fuse_next());
        }
        write(out);
        return numbers_.size();
    }

private:
    void clear() {
        numbers_.clear();
        subjects_.clear();
        for (auto& column : chosen_) column.clear();
    }

    // What is noted goes to the feed.
    Done end() {
        for (auto* const writer : {&origins_, &conflicts_, &links_, &digests_})
            TRY((*writer)->flush());
        feed_.subjects_ += std::exchange(subjects_fused_, 0);
        feed_.added_ += std::exchange(added_, 0);
        std::lock_guard const lock(feed_.mutex_);
        for (auto const& [from, to] :
             {std::pair{&changed_, &feed_.changed_}, std::pair{&differing_, &feed_.differing_}}) {
            to->insert(to->end(), from->begin(), from->end());
            from->clear();
        }
        return {};
    }

    Result<bool> load_partition() {
        TRY(feed_.progress_.go_on());
        auto const place = feed_.next_partition_++;
        if (place >= partition_count) return false;
        feed_.progress_.at(static_cast<std::int64_t>(place),
                           feed_.subjects_ += std::exchange(subjects_fused_, 0));
        bytes_ = TRY(feed_.partitions_.take(place));
        next_row_ = 0;
        found_.clear();
        for (std::size_t at = 0; at < bytes_.size();) {
            auto const begin = at;
            found_.emplace_back(skip_row(bytes_, at), begin);
        }
        sort_found();
        return true;
    }

    // By hash: shared out by its next bits, so that what is left to sort is short.
    void sort_found() {
        constexpr std::size_t buckets = 4096;
        auto const bucket_of = [](std::uint64_t hash) { return hash >> 44U & (buckets - 1); };
        std::array<std::size_t, buckets + 1> ends{};
        for (auto const& row : found_) ++ends[bucket_of(row.first) + 1];
        for (std::size_t i = 0; i < buckets; ++i) ends[i + 1] += ends[i];
        order_.resize(found_.size());
        for (auto const& row : found_) order_[ends[bucket_of(row.first)]++] = row;
        auto begin = order_.begin();
        for (std::size_t i = 0; i < buckets; ++i) {
            auto const end = order_.begin() + static_cast<std::ptrdiff_t>(ends[i]);
            std::sort(begin, end);
            begin = end;
        }
    }

    // All rows with the hash of the next row are one subject's.
    Done fuse_next() {
        auto const hash = order_[next_row_].first;
        std::size_t count = 0;
        while (next_row_ + count < order_.size() && order_[next_row_ + count].first == hash)
            ++count;
        auto const soon = std::min(next_row_ + rows_ahead, order_.size() - 1);
        __builtin_prefetch(bytes_.data() + order_[soon].second);
        __builtin_prefetch(bytes_.data() + order_[soon].second + 64);
        __builtin_prefetch(bytes_.data() + order_[soon].second + 128);
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
        auto const brings = [&](SubjectRow const* row) {
            return row->tie != Tie::linked && !feed_.plan_.feeds[row->feed].enriches;
        };
        if (std::ranges::none_of(rows_, brings)) return {};
        order_rows(rows_);
        ++subjects_fused_;
        auto const subject = subject_of(rows_[0]->number, hash, numbering_);
        auto const digest = choose();
        auto const* const known = feed_.known_.meet(subject);
        if (known == nullptr) ++added_;
        if (known != nullptr && *known == digest) return {};
        if (known != nullptr) differing_.push_back(subject);
        if (known == nullptr || known->record != digest.record) {
            if (known != nullptr) changed_.push_back(subject);
            put_record(subject);
        }
        return set_aside(subject, digest);
    }

    // What survives of each field, and what others say.
    Digest choose() {
        Digester record, sides;
        record.add(rows_[0]->number);
        otherwise_.clear();
        for (std::size_t field = 0; field < fields_; ++field) {
            auto const survivor = survivor_of(library_.fields[field], field, rows_);
            survivors_[field] = survivor;
            record.add(survivor.row == nullptr ? FieldValue() : survivor.row->fields[field]);
            sides.add(survivor.row == nullptr ? 0
                                              : origin_of(*survivor.row, field, survivor.chosen));
            if (survivor.chosen != Chosen::only) find_conflicts(field, *survivor.row);
        }
        for (auto const& said : otherwise_) {
            sides.add(static_cast<std::int64_t>(said.field));
            sides.add(origin_of(*said.row, said.field, Chosen::only));
            sides.add(said.row->fields[said.field]);
        }
        for (auto const* const row : rows_)
            if (row->tie != Tie::number) sides.add(link_of(*row));
        return {record.digest(), sides.digest()};
    }

    void put_record(std::int64_t subject) {
        numbers_.push_back(rows_[0]->number);
        subjects_.push_back(subject);
        for (std::size_t field = 0; field < fields_; ++field) {
            auto const* const row = survivors_[field].row;
            chosen_[field].add(row == nullptr ? FieldValue() : row->fields[field]);
        }
    }

    Done set_aside(std::int64_t subject, Digest const& digest) {
        origins_->number(0, subject);
        for (std::size_t field = 0; field < fields_; ++field) {
            auto const& [row, chosen] = survivors_[field];
            origins_->number(field + 1, row == nullptr ? 0 : origin_of(*row, field, chosen));
        }
        TRY(origins_->end_row());
        digests_->number(0, subject);
        digests_->number(1, digest.record);
        digests_->number(2, digest.sides);
        TRY(digests_->end_row());
        for (auto const& said : otherwise_) {
            conflicts_->number(0, subject);
            conflicts_->text(1, library_.fields[said.field].name);
            conflicts_->number(2, origin_of(*said.row, said.field, Chosen::only));
            put_value(said.field, said.row->fields[said.field]);
            TRY(conflicts_->end_row());
        }
        for (auto const* const row : rows_) {
            if (row->tie == Tie::number) continue;
            links_->number(0, subject);
            links_->number(1, link_of(*row));
            TRY(links_->end_row());
        }
        return {};
    }

    static std::int64_t link_of(SubjectRow const& row) {
        return packed({Chosen::only, row.tie, row.load, row.row});
    }

    // A golden record's values come from where they came from in its own library.
    static std::int64_t origin_of(SubjectRow const& row, std::size_t field, Chosen chosen) {
        return row.origins.empty() ? packed({chosen, row.tie, row.load, row.row})
                                   : chosen_anew(row.origins[field], chosen);
    }

    // What each other feed says last, where it is something else.
    void find_conflicts(std::size_t field, SubjectRow const& golden) {
        int last_feed = -1;
        for (auto const* const row : rows_) {
            auto const& value = row->fields[field];
            if (!value.present || row->feed == last_feed) continue;
            last_feed = row->feed;
            if (row->feed != golden.feed && value != golden.fields[field])
                otherwise_.push_back({field, row});
        }
    }

    void put_value(std::size_t field, FieldValue const& value) {
        auto const& element = *library_.fields[field].element;
        if (element.kind() == element::Kind::text)
            conflicts_->text(3, value.text);
        else
            conflicts_->text(3, element.to_text({value.number, std::string(value.text)}));
    }

    void write(lake::BatchWriter& out) {
        out.text(0, numbers_, {});
        for (std::size_t field = 0; field < fields_; ++field) {
            auto const& [texts, amounts, nulls] = chosen_[field];
            auto const kind = library_.fields[field].element->kind();
            if (kind == element::Kind::text)
                out.text(field + 1, texts, nulls);
            else if (kind == element::Kind::money)
                out.money(field + 1, amounts, texts, nulls);
            else
                out.number(field + 1, amounts, nulls);
        }
        out.number(fields_ + 1, subjects_, {});
    }

    GoldenFeed& feed_;
    catalog::Library const& library_;
    std::size_t fields_;
    Numbering numbering_;
    std::optional<SideRows::Writer> origins_, conflicts_, links_, digests_;
    std::int64_t subjects_fused_ = 0, added_ = 0;    // not yet the feed's
    std::vector<std::int64_t> changed_, differing_;  // the same

    using Found = std::pair<std::uint64_t, std::size_t>;  // hash and place of a row
    std::string bytes_;                                   // the partition at hand
    std::vector<Found> found_, order_;                    // its rows, as they stand and sorted
    std::size_t next_row_ = 0;
    std::vector<SubjectRow> group_;
    std::vector<SubjectRow const*> rows_;

    // Of the subject at hand.
    struct Said {
        std::size_t field;
        SubjectRow const* row;
    };
    std::vector<Survivor> survivors_;  // by field
    std::vector<Said> otherwise_;      // the conflicts

    // The batch being made, column by column.
    struct Values {
        std::vector<std::string_view> texts;
        std::vector<std::int64_t> amounts;
        std::vector<std::uint8_t> nulls;
        void add(FieldValue const& value) {
            texts.push_back(value.text);
            amounts.push_back(value.number);
            nulls.push_back(value.present ? 0 : 1);
        }
        void clear() {
            texts.clear();
            amounts.clear();
            nulls.clear();
        }
    };
    std::vector<std::string_view> numbers_;
    std::vector<std::int64_t> subjects_;
    std::vector<Values> chosen_;  // by field
};

GoldenFeed::GoldenFeed(Plan const& plan, Partitions& partitions, KnownSubjects& known,
                       std::size_t memory_bytes_max, Progress& progress)
    : plan_(plan),
      partitions_(partitions),
      progress_(progress),
      known_(known),
      origin_rows_(memory_bytes_max / 2),
      conflict_rows_(memory_bytes_max / 2),
      link_rows_(memory_bytes_max / 8),
      digest_rows_(memory_bytes_max / 8) {}
GoldenFeed::~GoldenFeed() = default;

std::unique_ptr<lake::Cursor> GoldenFeed::cursor() { return std::make_unique<GoldenCursor>(*this); }
std::unique_ptr<lake::Feed> GoldenFeed::origins() {
    return feed_of(origin_rows_, origin_columns(*plan_.library));
}
std::unique_ptr<lake::Feed> GoldenFeed::conflicts() {
    return feed_of(conflict_rows_, conflict_columns());
}

std::unique_ptr<lake::Feed> GoldenFeed::links() { return feed_of(link_rows_, link_columns()); }
std::unique_ptr<lake::Feed> GoldenFeed::digests() {
    return feed_of(digest_rows_, digest_columns());
}

}  // namespace jutong::fusion
