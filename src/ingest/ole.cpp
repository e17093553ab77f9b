#include "ingest/ole.h"

#include <cstdint>
#include <cstring>
#include <vector>

#include <fmt/format.h>

#include "ingest/stream.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t header_bytes = 512;
constexpr std::size_t entry_bytes = 128;
constexpr std::size_t header_fat_entries = 109;
constexpr std::uint32_t last_sector = 0xFFFFFFFA;  // this and above are marks, not sectors

tl::unexpected<Error> damaged(std::string_view why) {
    return fail(Code::invalid, "ingest.workbook.damaged",
                fmt::format("The workbook cannot be read; save and send it again: {}", why));
}

std::uint32_t u32(std::string_view bytes, std::size_t at) {
    std::uint32_t number = 0;
    if (at + sizeof number <= bytes.size()) std::memcpy(&number, bytes.data() + at, sizeof number);
    return number;
}

std::uint16_t u16(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>(u32(bytes, at));
}

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    Result<std::map<std::string, std::string>> streams() {
        if (bytes_.size() < header_bytes || !bytes_.starts_with(ole_magic))
            return damaged("no compound file");
        auto const shift = u16(bytes_, 30);
        auto const mini_shift = u16(bytes_, 32);
        if ((shift != 9 && shift != 12) || mini_shift != 6) return damaged("odd sector sizes");
        sector_bytes_ = std::size_t{1} << shift;
        TRY(read_fat());
        auto const folder = TRY(chain(u32(bytes_, 48), fat_, bytes_, header_bytes, sector_bytes_));
        auto const mini_fat =
            TRY(chain(u32(bytes_, 60), fat_, bytes_, header_bytes, sector_bytes_));
        std::vector<std::uint32_t> mini;
        for (std::size_t at = 0; at + 4 <= mini_fat.size(); at += 4)
            mini.push_back(u32(mini_fat, at));
        std::string mini_stream;
        std::map<std::string, std::string> out;
        for (std::size_t at = 0; at + entry_bytes <= folder.size(); at += entry_bytes) {
            auto const entry = std::string_view(folder).substr(at, entry_bytes);
            auto const type = entry[66];
            auto const start = u32(entry, 116);
            std::size_t const size = u32(entry, 120);
            if (type == 5)  // the root: its stream holds the small ones
                mini_stream = TRY(chain(start, fat_, bytes_, header_bytes, sector_bytes_));
            auto const name = name_of(entry);
            if (type != 2 || !is_wanted(name) || out.contains(name)) continue;
            auto const is_small = size < u32(bytes_, 56);
            auto stream = TRY(is_small ? chain(start, mini, mini_stream, 0, 64)
                                       : chain(start, fat_, bytes_, header_bytes, sector_bytes_));
            if (stream.size() < size) return damaged("a stream ends early");
            stream.resize(size);
            out.emplace(name, std::move(stream));
        }
        return out;
    }

private:
    static bool is_wanted(std::string_view name) {
        return name == "Workbook" || name == "Book" || name == "EncryptedPackage";
    }

    static std::string name_of(std::string_view entry) {
        auto const size = u16(entry, 64);
        if (size < 2 || size > 64) return {};
        return Converter::to_utf8(Encoding::utf16le).convert(entry.substr(0, size - 2U));
    }

    std::string_view sector(std::uint32_t number) const {
        auto const at = (std::size_t{number} + 1) * sector_bytes_;
        return at >= bytes_.size() ? std::string_view() : bytes_.substr(at, sector_bytes_);
    }

    // The table of which sector follows which: its first sectors stand in the header.
    Done read_fat() {
        auto const sectors_max = bytes_.size() / sector_bytes_ + 1;
        auto const add = [&](std::uint32_t number) {
            auto const part = sector(number);
            for (std::size_t at = 0; at + 4 <= part.size(); at += 4) fat_.push_back(u32(part, at));
        };
        for (std::size_t i = 0; i < header_fat_entries; ++i) {
            auto const number = u32(bytes_, 76 + 4 * i);
            if (number < last_sector) add(number);
        }
        auto more = u32(bytes_, 68);
        for (std::size_t seen = 0; more < last_sector; ++seen) {
            auto const list = sector(more);
            if (list.size() < sector_bytes_ || seen > sectors_max) return damaged("a broken list");
            for (std::size_t at = 0; at + 8 <= list.size(); at += 4)
                if (auto const number = u32(list, at); number < last_sector) add(number);
            if (fat_.size() > (sectors_max + sector_bytes_) * 2) return damaged("a list too long");
            more = u32(list, sector_bytes_ - 4);
        }
        return {};
    }

    // What the sectors of a chain hold; `base` is where sector 0 begins in `from`.
    static Result<std::string> chain(std::uint32_t start, std::vector<std::uint32_t> const& next,
                                     std::string_view from, std::size_t base, std::size_t bytes) {
        std::string out;
        if (base > 0) base = bytes;  // the header fills a sector, however large these are
        for (std::size_t seen = 0; start < last_sector; ++seen) {
            auto const at = base + std::size_t{start} * bytes;
            if (start >= next.size() || at >= from.size() || seen > next.size())
                return damaged("a stream leads nowhere");
            out += from.substr(at, bytes);
            start = next[start];
        }
        return out;
    }

    std::string_view bytes_;
    std::size_t sector_bytes_ = header_bytes;
    std::vector<std::uint32_t> fat_;
};

}  // namespace

Result<std::map<std::string, std::string>> read_ole(std::string_view bytes) {
    return Reader(bytes).streams();
}

}  // namespace jutong::ingest
