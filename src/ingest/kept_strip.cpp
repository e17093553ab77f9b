#include "ingest/kept_strip.h"

#include "base/file.h"
#include "base/text.h"
#include "ingest/kept_rows.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t sample_bytes = 1U << 20U;
constexpr std::size_t piece_bytes = 1U << 20U;
constexpr std::size_t archive_bytes_max = 512U << 20U;  // of one that is itself packed

Result<bool> search(ByteStream& bytes, Mentions const& mentions, Progress& progress) {
    MentionSearch search(mentions, MentionSearch::Breaks::are_spaces);
    std::vector<char> piece(piece_bytes);
    while (true) {
        auto const count = TRY(bytes.read(piece));
        if (count == 0) return search.found();
        TRY(progress.go_on());
        search.take({piece.data(), count});
    }
}

Result<bool> search_members(Archive& archive, Mentions const& mentions, Progress& progress) {
    for (auto const& member : archive.members()) {
        if (mentions.in(member.name)) return true;
        auto const bytes = TRY(archive.read(member));
        if (TRY(search(*bytes, mentions, progress))) return true;
    }
    return false;
}

// Of a record that can be cut, its cells: what is spelled with quotes or tabs counts too.
bool mentions_record(Mentions const& mentions, Record const& record, char delimiter) {
    if (mentions.in(record.text)) return true;
    if (record.damage) return false;
    Arena arena;
    std::vector<std::string_view> cells;
    split_cells(record.text, delimiter, cells, arena);
    for (auto const cell : cells)
        if (mentions.in(cell)) return true;
    return false;
}

// Passes a stream on and holds the bytes that were not taken yet.
class Copying final : public ByteStream {
public:
    Copying(std::unique_ptr<ByteStream> bytes, std::string& held)
        : bytes_(std::move(bytes)), held_(held) {}
    Result<std::size_t> read(std::span<char> out) override {
        auto const count = TRY(bytes_->read(out));
        held_.append(out.data(), count);
        return count;
    }

private:
    std::unique_ptr<ByteStream> bytes_;
    std::string& held_;
};

// UTF-8 back into the encoding of a file. What that could not be read from is a byte 0xFF, and
// becomes something that cannot be read again.
class Encoder {
public:
    explicit Encoder(Encoding encoding)
        : encoding_(encoding), converter_(Converter::from_utf8(encoding)) {}

    std::string convert(std::string_view utf8) {
        if (encoding_ == Encoding::utf8) return std::string(utf8);
        std::string out;
        while (true) {
            auto const bad = utf8.find('\xFF');
            out += converter_.convert(utf8.substr(0, bad));
            if (bad == std::string_view::npos) return out;
            out += unreadable();
            utf8.remove_prefix(bad + 1);
        }
    }

    std::string_view mark() const {
        constexpr std::string_view marks[] = {"\xEF\xBB\xBF", "", "\xFF\xFE", "\xFE\xFF"};
        return marks[static_cast<std::size_t>(encoding_)];
    }

private:
    // A byte, or a low surrogate alone.
    std::string_view unreadable() const {
        if (encoding_ == Encoding::utf16le) return {"\x00\xDC", 2};
        if (encoding_ == Encoding::utf16be) return {"\xDC\x00", 2};
        return "\xFF";
    }

    Encoding encoding_;
    Converter converter_;
};

Result<Stripped> strip_text(KeptFiles const& kept, OpenedText text, Mentions const& mentions,
                            Progress& progress) {
    auto made = TRY(kept.create());
    Encoder encoder(text.encoding);
    std::string held;  // read by the splitter, not yet written
    auto const format = text.layout.format;
    RecordSplitter splitter(std::make_unique<Copying>(std::move(text.utf8), held), format);
    if (text.has_mark) TRY(made.add(encoder.mark()));
    std::size_t written = 0;  // of `held`
    std::int64_t cut = 0;     // by the splitter, and written
    auto const write = [&](std::size_t size) -> Done {
        TRY(made.add(encoder.convert(std::string_view(held).substr(written, size))));
        written += size;
        if (written < piece_bytes) return {};
        held.erase(0, written);
        written = 0;
        return {};
    };
    auto const empty = empty_record(text.layout.columns.size(), format.delimiter) + format.newline;
    Stripped out;
    if (text.layout.header) TRY(splitter.skip_header());
    TRY(write(static_cast<std::size_t>(splitter.bytes())));
    cut = splitter.bytes();
    for (Record record; TRY(splitter.next(record)); cut = splitter.bytes()) {
        TRY(progress.go_on());
        auto const size = static_cast<std::size_t>(splitter.bytes() - cut);
        record.text = record.damage ? std::string_view(held).substr(written, size) : record.text;
        if (!mentions_record(mentions, record, format.delimiter)) {
            TRY(write(size));
            continue;
        }
        out.rows.push_back(record.row);
        TRY(made.add(encoder.convert(empty)));
        written += size;
    }
    TRY(write(held.size() - written));
    out.kept = TRY(made.finish());
    return out;
}

Result<Stripped> strip_rows(KeptFiles const& kept, OpenedRecords opened,
                            catalog::Resource const& resource, Mentions const& mentions,
                            Progress& progress) {
    auto made = TRY(kept.create());
    auto const delimiter = opened.layout.format.delimiter;
    auto const empty = empty_record(opened.layout.columns.size(), delimiter);
    TRY(made.add(kept_rows_head(opened, resource)));
    Stripped out;
    for (Record record; TRY(opened.records->next(record));) {
        TRY(progress.go_on());
        if (mentions_record(mentions, record, delimiter)) {
            out.rows.push_back(record.row);
            record.text = empty;
            record.damage.reset();
        }
        TRY(made.add(kept_row(record)));
    }
    out.kept = TRY(made.finish());
    return out;
}

}  // namespace

Result<bool> mentions_in_bytes(fs::path const& file, Mentions const& mentions, Progress& progress) {
    auto opened = TRY(open_decompressed(file));
    auto bytes = TRY(sampled(std::move(opened), sample_bytes));
    auto const format = format_of(bytes.sample);
    if (format == FileFormat::zip) {
        if (TRY(is_uncompressed(file))) {
            auto const archive = TRY(Archive::open(file));
            return search_members(*archive, mentions, progress);
        }
        auto const all = TRY(read_all(*bytes.stream, archive_bytes_max));
        auto const archive = TRY(Archive::open(std::string_view(all)));
        return search_members(*archive, mentions, progress);
    }
    if (format != FileFormat::text && format != FileFormat::json)
        return search(*bytes.stream, mentions, progress);
    auto const utf8 = decoded(std::move(bytes.stream), recognise_encoding(bytes.sample));
    return search(*utf8, mentions, progress);
}

Result<bool> mentions_in(fs::path const& file, catalog::Resource const& resource, lake::Lake& lake,
                         Mentions const& mentions, Progress& progress) {
    if (TRY(mentions_in_bytes(file, mentions, progress))) return true;
    auto stream = TRY(open_decompressed(file));
    auto const start = TRY(sampled(std::move(stream), sample_bytes));
    if (format_of(start.sample) == FileFormat::text) return false;  // its bytes are all there is
    auto const opened =
        TRY(open_records(file, resource, lake, std::make_shared<std::atomic<std::int64_t>>(0)));
    for (Record record; TRY(opened.records->next(record));) {
        TRY(progress.go_on());
        if (mentions_record(mentions, record, opened.layout.format.delimiter)) return true;
    }
    return false;
}

Result<Stripped> strip(KeptFiles const& kept, fs::path const& file,
                       catalog::Resource const& resource, lake::Lake& lake,
                       Mentions const& mentions, Progress& progress) {
    auto text = TRY(open_text(file, resource));
    if (text) return strip_text(kept, std::move(*text), mentions, progress);
    auto opened =
        TRY(open_records(file, resource, lake, std::make_shared<std::atomic<std::int64_t>>(0)));
    return strip_rows(kept, std::move(opened), resource, mentions, progress);
}

}  // namespace jutong::ingest
