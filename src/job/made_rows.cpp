#include "job/made_rows.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "base/file.h"

namespace jutong::job {

namespace fs = std::filesystem;

class MadeRows::Reader final : public lake::Cursor {
public:
    explicit Reader(MadeRows& rows) : rows_(rows) {}

    Result<std::size_t> next(lake::BatchWriter& out) override {
        auto const begin = rows_.next_.fetch_add(lake::batch_rows_max);
        auto const end = std::min(rows_.rows_, begin + lake::batch_rows_max);
        if (begin >= end) return 0;
        std::vector<Row> made(end - begin);
        for (std::size_t i = 0; i < made.size(); ++i) rows_.make_(begin + i, made[i]);
        for (std::size_t c = 0; c < rows_.columns_.size(); ++c) write(c, made, out);
        return made.size();
    }

private:
    void write(std::size_t c, std::vector<Row> const& made, lake::BatchWriter& out) const {
        std::vector<std::string_view> texts;
        std::vector<std::int64_t> numbers;
        std::vector<std::uint8_t> nulls;
        auto const is_text = rows_.columns_[c].type == lake::Type::text;
        for (auto const& row : made) {
            auto const* const text = std::get_if<std::string>(&row[c]);
            auto const* const whole = std::get_if<std::int64_t>(&row[c]);
            auto const* const real = std::get_if<double>(&row[c]);
            nulls.push_back(row[c].index() == 0 ? 1 : 0);
            if (is_text)
                texts.emplace_back(text == nullptr ? std::string_view() : *text);
            else if (real != nullptr)
                numbers.push_back(std::bit_cast<std::int64_t>(*real));
            else
                numbers.push_back(whole == nullptr ? 0 : *whole);
        }
        if (is_text)
            out.text(c, texts, nulls);
        else
            out.number(c, numbers, nulls);
    }

    MadeRows& rows_;
};

std::unique_ptr<lake::Cursor> MadeRows::cursor() { return std::make_unique<Reader>(*this); }

namespace {

// The file is there when it is whole.
Done write_whole(fs::path const& file, std::function<Done(std::string const& part)> const& write) {
    auto const part = file.string() + ".part";
    TRY(write(part));
    std::error_code error;
    fs::rename(part, file, error);
    if (error) return fail(Code::unavailable, "file.write", "Cannot write " + file.string());
    return {};
}

std::string copy_sql(std::string const& select, std::string const& file,
                     std::string const& said = {}) {
    auto const metadata =
        said.empty() ? "" : fmt::format(", KV_METADATA {{jutong: {}}}", lake::quoted_text(said));
    return fmt::format("COPY ({}) TO {} (FORMAT parquet, COMPRESSION zstd{})", select,
                       lake::quoted_text(file), metadata);
}

}  // namespace

Done write_parquet(lake::Session& session, MadeRows& rows, fs::path const& file,
                   std::string const& said) {
    auto const first = lake::quoted_name(rows.columns().front().name);
    auto const select = fmt::format("SELECT * EXCLUDE ({0}) FROM $feed ORDER BY {0}", first);
    return write_whole(file, [&](std::string const& part) -> Done {
        TRY(session.run_with(copy_sql(select, part, said), rows));
        return {};
    });
}

Done write_parquet(lake::Session& session, std::string const& select, fs::path const& file) {
    return write_whole(
        file, [&](std::string const& part) { return session.run(copy_sql(select, part)); });
}

}  // namespace jutong::job
