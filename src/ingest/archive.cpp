#include "ingest/archive.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <zip.h>

#include "base/text.h"

namespace jutong::ingest {

namespace {

tl::unexpected<Error> damaged(std::string_view why) {
    return fail(Code::invalid, "ingest.zip.damaged",
                fmt::format("The zip archive cannot be read; send it again: {}", why));
}

std::string message_of(zip_error_t* error) {
    std::string message = zip_error_strerror(error);
    zip_error_fini(error);
    return message;
}

// A name without the flag for UTF-8 is in the encoding of the machine it was packed on.
std::string name_of(std::string const& raw) {
    if (is_utf8(raw)) return escaped(raw);
    return escaped(Converter::to_utf8(Encoding::gb18030).convert(raw));
}

class MemberStream final : public ByteStream {
public:
    MemberStream(std::shared_ptr<Archive> archive, zip_file_t* file, std::int64_t packed)
        : archive_(std::move(archive)), file_(file), packed_(packed) {}
    ~MemberStream() override { zip_fclose(file_); }
    MemberStream(MemberStream const&) = delete;
    MemberStream& operator=(MemberStream const&) = delete;

    Result<std::size_t> read(std::span<char> out) override {
        auto const count = zip_fread(file_, out.data(), out.size());
        if (count < 0) return damaged(zip_error_strerror(zip_file_get_error(file_)));
        unpacked_ += count;
        TRY(check_unpacked(packed_, unpacked_));
        return static_cast<std::size_t>(count);
    }

private:
    std::shared_ptr<Archive> archive_;  // the file reads from it
    zip_file_t* file_;
    std::int64_t packed_;
    std::int64_t unpacked_ = 0;
};

class ZipArchive final : public Archive, public std::enable_shared_from_this<ZipArchive> {
public:
    explicit ZipArchive(zip_t* zip) : zip_(zip) {}
    ~ZipArchive() override { zip_discard(zip_); }
    ZipArchive(ZipArchive const&) = delete;
    ZipArchive& operator=(ZipArchive const&) = delete;

    Done list() {
        auto const count = zip_get_num_entries(zip_, 0);
        if (count > static_cast<zip_int64_t>(members_max))
            return fail(
                Code::limited, "ingest.zip.members",
                fmt::format("The zip archive has {} members; at most {} are read. Send it in parts",
                            count, members_max));
        std::int64_t packed = 0;
        std::int64_t unpacked = 0;
        for (zip_int64_t i = 0; i < count; ++i) {
            zip_stat_t stat{};
            if (zip_stat_index(zip_, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW, &stat) != 0)
                return damaged(zip_strerror(zip_));
            auto const bytes_of = [&](zip_uint64_t flag, zip_uint64_t size) {
                auto const known = (stat.valid & flag) != 0 ? size : 0;
                return static_cast<std::int64_t>(
                    std::min<zip_uint64_t>(known, 1ULL << 50U));  // sums stay in range
            };
            auto const encrypted = (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
                                   stat.encryption_method != ZIP_EM_NONE;
            members_.push_back({static_cast<std::size_t>(i),
                                name_of(stat.name == nullptr ? "" : stat.name),
                                bytes_of(ZIP_STAT_COMP_SIZE, stat.comp_size),
                                bytes_of(ZIP_STAT_SIZE, stat.size), encrypted});
            packed += members_.back().packed;
            unpacked += members_.back().bytes;
        }
        return check_unpacked(packed, unpacked);
    }

    std::vector<Member> const& members() const override { return members_; }

    Result<std::unique_ptr<ByteStream>> read(Member const& member) override {
        if (member.encrypted)
            return fail(Code::invalid, "ingest.zip.encrypted",
                        fmt::format("{} is locked with a password; send it without", member.name));
        auto* const file = zip_fopen_index(zip_, member.index, 0);
        if (file == nullptr) return damaged(zip_strerror(zip_));
        return std::make_unique<MemberStream>(shared_from_this(), file, member.packed);
    }

private:
    zip_t* zip_;
    std::vector<Member> members_;
};

Result<std::shared_ptr<Archive>> listed(zip_t* zip) {
    auto archive = std::make_shared<ZipArchive>(zip);
    TRY(archive->list());
    return archive;
}

}  // namespace

Result<std::shared_ptr<Archive>> Archive::open(std::filesystem::path const& file) {
    if (!std::filesystem::exists(file))
        return fail(Code::not_found, "ingest.file.missing", "There is no file " + file.string());
    int code = 0;
    auto* const zip = zip_open(file.c_str(), ZIP_RDONLY, &code);
    if (zip != nullptr) return listed(zip);
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    return damaged(message_of(&error));
}

Result<std::shared_ptr<Archive>> Archive::open(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    auto* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) return damaged(message_of(&error));
    auto* const zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (zip != nullptr) return listed(zip);
    zip_source_free(source);
    return damaged(message_of(&error));
}

Member const* Archive::find(std::string_view name) const {
    auto const same = [&](Member const& member) {
        return std::ranges::equal(member.name, name, [](unsigned char a, unsigned char b) {
            return std::tolower(a == '\\' ? '/' : a) == std::tolower(b);
        });
    };
    auto const found = std::ranges::find_if(members(), same);
    return found == members().end() ? nullptr : &*found;
}

}  // namespace jutong::ingest
