#include "ingest/stream.h"

#include <array>
#include <filesystem>

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "base/file.h"
#include "ingest/kept.h"

namespace jutong::ingest {
namespace {

// 张三,1\n in GB18030, and 𠮷 in its four-byte form.
constexpr std::string_view gb_text = "\xD5\xC5\xC8\xFD,1\n\x95\x34\xB2\x35";

std::string gzip(std::string_view text) {
    z_stream z{};
    deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(text.size() + 100, '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    z.avail_in = static_cast<uInt>(text.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

std::string zstd(std::string_view text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    auto* const context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);  // as the zstd program writes it
    out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
    ZSTD_freeCCtx(context);
    return out;
}

class StreamTest : public testing::Test {
protected:
    fs::path const folder_ = fs::path(testing::TempDir()) / "jutong_stream_test";
    Progress silent_;
    void SetUp() override { fs::remove_all(folder_); }
    void TearDown() override { fs::remove_all(folder_); }

    fs::path file(std::string const& content) {
        EXPECT_TRUE(write_file(folder_ / "file", content));
        return folder_ / "file";
    }

    // All bytes, or the reason why not.
    static std::string read_all(Result<std::unique_ptr<ByteStream>> stream) {
        if (!stream) return stream.error().reason;
        std::string out;
        std::array<char, 64> piece{};
        while (true) {
            auto const count = (*stream)->read(piece);
            if (!count) return count.error().reason;
            if (*count == 0) return out;
            out.append(piece.data(), *count);
        }
    }
};

TEST_F(StreamTest, DecompressesByContentNotByName) {
    std::string const text(1'000, 'a');
    EXPECT_EQ(read_all(open_decompressed(file(text))), text);
    EXPECT_EQ(read_all(open_decompressed(file(gzip(text)))), text);
    EXPECT_EQ(read_all(open_decompressed(file(gzip(text) + gzip("b")))), text + "b");
    EXPECT_EQ(read_all(open_decompressed(file(zstd(text)))), text);
    EXPECT_EQ(read_all(open_decompressed(file(zstd(text) + zstd("b")))), text + "b");
}

TEST_F(StreamTest, SaysThatAFileWasCutOffOrDamaged) {
    std::string text;
    for (int i = 0; i < 1'000; ++i) text += std::to_string(i * 7919);
    for (auto const& packed : {gzip(text), zstd(text)}) {
        EXPECT_EQ(read_all(open_decompressed(file(packed.substr(0, packed.size() - 5)))),
                  "ingest.file.truncated");
        auto flipped = packed;
        for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 20; ++i)
            flipped[i] = static_cast<char>(~flipped[i]);
        EXPECT_EQ(read_all(open_decompressed(file(flipped))), "ingest.file.damaged");
    }
    EXPECT_EQ(read_all(open_decompressed(folder_ / "none")), "ingest.file.missing");
}

TEST_F(StreamTest, DecodesEveryEncoding) {
    EXPECT_EQ(read_all(decoded(*open_plain(file("\xEF\xBB\xBF张三")), Encoding::utf8)), "张三");
    EXPECT_EQ(read_all(decoded(*open_plain(file(std::string(gb_text))), Encoding::gb18030)),
              "张三,1\n𠮷");
    EXPECT_EQ(read_all(decoded(*open_plain(file(std::string("\xFF\xFE\x20\x5F\x2C\x00", 6))),
                               Encoding::utf16le)),
              "张,");
    EXPECT_EQ(read_all(decoded(*open_plain(file(std::string("\xFE\xFF\x5F\x20\x00\x2C", 6))),
                               Encoding::utf16be)),
              "张,");
}

// A reader may ask for less than one character takes.
TEST_F(StreamTest, DecodesIntoBuffersOfAnySize) {
    for (std::size_t size = 1; size < 6; ++size) {
        auto const stream = decoded(*open_plain(file(std::string(gb_text))), Encoding::gb18030);
        std::string out, piece(size, '\0');
        for (auto count = stream->read(piece).value(); count > 0;
             count = stream->read(piece).value())
            out.append(piece, 0, count);
        EXPECT_EQ(out, "张三,1\n𠮷");
    }
}

TEST_F(StreamTest, MarksWhatAnEncodingCannotRead) {
    EXPECT_EQ(read_all(decoded(*open_plain(file("a\xFFz")), Encoding::gb18030)), "a\xFFz");
    EXPECT_EQ(read_all(decoded(*open_plain(file("a\xD5")), Encoding::gb18030)), "a\xFF");
}

TEST(RecogniseEncoding, ByMarkElseByBytes) {
    EXPECT_EQ(recognise_encoding("\xEF\xBB\xBFx"), Encoding::utf8);
    EXPECT_EQ(recognise_encoding("\xFF\xFEx"), Encoding::utf16le);
    EXPECT_EQ(recognise_encoding("\xFE\xFFx"), Encoding::utf16be);
    EXPECT_EQ(recognise_encoding("姓名,年龄\n张三,1\n"), Encoding::utf8);
    EXPECT_EQ(recognise_encoding("only ascii\n"), Encoding::utf8);
    EXPECT_EQ(recognise_encoding(gb_text), Encoding::gb18030);
    EXPECT_EQ(recognise_encoding(std::string_view("a\0,\0b\0,\0c\0,\0d\0,\0e\0\n\0", 20)),
              Encoding::utf16le);
}

TEST(RecogniseEncoding, AFewBrokenBytesDoNotMakeItGb18030) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "济南市历下区,";
    EXPECT_EQ(recognise_encoding(text + "\xD5\xC5" + text), Encoding::utf8);
}

TEST_F(StreamTest, KeepsFilesByTheirContent) {
    KeptFiles const kept(folder_ / "kept");
    auto const first = kept.keep(file("姓名\n张三\n"), silent_).value();
    EXPECT_EQ(first.path.extension(), ".zst");
    EXPECT_EQ(read_all(open_decompressed(first.path)), "姓名\n张三\n");
    EXPECT_EQ(kept.keep(file("姓名\n张三\n"), silent_).value().path, first.path);
    auto const packed = kept.keep(file(gzip("姓名\n张三\n")), silent_).value();
    EXPECT_NE(packed.sha256, first.sha256);  // of the bytes as sent
    EXPECT_EQ(read_all(open_decompressed(packed.path)), "姓名\n张三\n");
    EXPECT_TRUE(kept.check(first.sha256));
    EXPECT_TRUE(kept.check(packed.sha256));
    EXPECT_TRUE(write_file(packed.path, "something else"));
    EXPECT_EQ(kept.check(packed.sha256).error().reason, "ingest.kept.changed");
    fs::remove(first.path);
    EXPECT_EQ(kept.check(first.sha256).error().reason, "ingest.kept.missing");
}

}  // namespace
}  // namespace jutong::ingest
