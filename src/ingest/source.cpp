#include "ingest/source.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t sample_bytes = 1U << 20U;

// A Parquet file as the delimited text it would have been.
class ParquetStream final : public ByteStream {
public:
    static Result<std::unique_ptr<ByteStream>> open(fs::path const& file, lake::Lake& lake) {
        auto session = TRY(lake.session());
        auto scan = session.open_scan(fmt::format(
            "SELECT COLUMNS(*)::VARCHAR FROM read_parquet({})", lake::quoted_text(file.string())));
        if (!scan)
            return fail(Code::invalid, "ingest.file.damaged",
                        "Not a readable Parquet file: " + scan.error().message);
        return std::unique_ptr<ByteStream>(new ParquetStream(std::move(session), std::move(*scan)));
    }

    Result<std::size_t> read(std::span<char> out) override {
        if (at_ == text_.size()) TRY(refill());
        auto const count = std::min(out.size(), text_.size() - at_);
        std::copy_n(text_.data() + at_, count, out.data());
        at_ += count;
        return count;
    }

private:
    ParquetStream(lake::Session session, lake::Scan scan)
        : session_(std::move(session)), scan_(std::move(scan)) {
        for (auto const& column : scan_.columns()) put(column);
        text_.back() = '\n';
    }

    void put(std::string_view cell) {
        append_cell(text_, cell, ',');
        text_ += ',';
    }

    Done refill() {
        text_.clear();
        at_ = 0;
        if (!TRY(scan_.next(batch_))) return {};
        for (std::size_t row = 0; row < batch_.rows; ++row) {
            auto const begin = text_.size();
            for (auto const& column : batch_.columns) put(column.text[row]);
            text_.back() = '\n';
            if (text_.size() == begin + 1)
                text_.insert(begin, "\"\"");  // an empty line would be no row
        }
        return {};
    }

    lake::Session session_;
    lake::Scan scan_;
    lake::Batch batch_;
    std::string text_;
    std::size_t at_ = 0;
};

// The encoding that every source of the resource declares, if they agree on one.
std::string declared_encoding(catalog::Resource const& resource) {
    if (resource.sources.empty()) return {};
    auto const& first = resource.sources.front().encoding;
    auto const same =
        std::ranges::all_of(resource.sources, [&](auto const& s) { return s.encoding == first; });
    return same ? first : std::string();
}

Result<Encoding> encoding_of(std::string_view sample, catalog::Resource const& resource) {
    auto const recognised = recognise_encoding(sample);
    auto const declared = declared_encoding(resource);
    if (declared.empty()) return recognised;
    auto const encoding = TRY(encoding_named(declared));
    auto const only_ascii =
        std::ranges::all_of(sample, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (encoding != recognised && !only_ascii)
        return fail(
            Code::invalid, "ingest.file.encoding",
            fmt::format("The pack says {} but the text is {}; correct the source or export again",
                        declared, to_string(recognised)));
    return encoding;
}

}  // namespace

Source::Source(std::unique_ptr<ByteStream> utf8, Layout layout, std::string encoding,
               std::size_t fields, Position position)
    : layout_(std::move(layout)),
      encoding_(std::move(encoding)),
      fields_(fields),
      position_(std::move(position)),
      splitter_(std::move(utf8), layout_.format) {}

Result<std::unique_ptr<Source>> Source::open(fs::path const& file,
                                             catalog::Resource const& resource, lake::Lake& lake) {
    auto position = std::make_shared<std::atomic<std::int64_t>>(0);
    auto opened = TRY(open_decompressed(file, position));
    auto bytes = TRY(sampled(std::move(opened), sample_bytes));
    if (bytes.sample.empty())
        return fail(Code::invalid, "ingest.file.empty", "The file is empty; export it again");
    auto encoding = Encoding::utf8;
    auto shown = std::string("parquet");
    std::unique_ptr<ByteStream> utf8;
    if (bytes.sample.starts_with("PAR1")) {
        utf8 = TRY(ParquetStream::open(file, lake));
    } else {
        encoding = TRY(encoding_of(bytes.sample, resource));
        shown = to_string(encoding);
        utf8 = decoded(std::move(bytes.stream), encoding);
    }
    auto text = TRY(sampled(std::move(utf8), sample_bytes));
    auto layout = TRY(recognise_layout(text.sample, resource));
    auto source = std::unique_ptr<Source>(new Source(std::move(text.stream), std::move(layout),
                                                     std::move(shown), resource.fields.size(),
                                                     std::move(position)));
    if (source->layout_.header) {
        std::string_view header;
        std::optional<governance::RowFault> damage;
        TRY(source->splitter_.next(header, damage));
    }
    return source;
}

Result<bool> Source::take(RecordBlock& block, std::size_t rows) {
    std::lock_guard const lock(mutex_);
    block.text.clear();
    block.ends.clear();
    block.damages.clear();
    block.number = next_block_;
    block.first_row = next_row_;
    if (rows_left_) rows = std::min(rows, static_cast<std::size_t>(*rows_left_));
    std::string_view record;
    std::optional<governance::RowFault> damage;
    while (block.rows() < rows) {
        if (!TRY(splitter_.next(record, damage))) break;
        if (damage) block.damages.push_back({static_cast<std::uint32_t>(block.rows()), *damage});
        block.text += record;
        block.ends.push_back(static_cast<std::uint32_t>(block.text.size()));
    }
    if (block.rows() == 0) return false;
    ++next_block_;
    next_row_ += static_cast<std::int64_t>(block.rows());
    if (rows_left_) *rows_left_ -= static_cast<std::int64_t>(block.rows());
    return true;
}

void Source::cells(std::string_view record, std::vector<std::string_view>& out,
                   Arena& arena) const {
    split_cells(record, layout_.format.delimiter, out, arena);
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
            if (out.row.size() != layout_.columns.size()) bad = governance::RowFault::columns;
        }
        if (bad) {
            out.bad.push_back({row, *bad});
            continue;
        }
        for (std::size_t column = 0; column < out.row.size(); ++column)
            if (auto const field = layout_.field_of_column[column])
                out.fields[*field][row] = out.row[column];
    }
}

}  // namespace jutong::ingest
