#include "ingest/rejects.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "ingest/source.h"

namespace jutong::ingest {

namespace {

constexpr std::size_t damaged_bytes_shown =
    32'000;  // of a row that is no row; Excel's longest cell

struct PastLoad {
    std::int64_t run = 0;
    std::string file, sha256;
    std::int64_t read = 0;
};

// Where a row stood in the file that was rejected first.
using Place = std::pair<std::string, std::string>;

Result<std::vector<PastLoad>> past_loads(lake::Session& session, std::string const& resource,
                                         std::optional<std::int64_t> run) {
    auto const which =
        run ? fmt::format("run = {}", *run)
            : std::string("load IN (SELECT max(load) FROM meta.load GROUP BY resource, file)");
    auto const rows =
        TRY(session.query("SELECT run, file, sha256, read FROM meta.load WHERE resource = $1 AND "
                          "kept IS DISTINCT FROM false AND " +
                              which + " ORDER BY load DESC",
                          {resource}));
    std::vector<PastLoad> loads;
    for (auto const& row : rows.rows)
        loads.push_back({std::stoll(*row[0]), *row[1], *row[2], std::stoll(*row[3])});
    return loads;
}

// By row, what is wrong: 姓名：element.person_name.digit；….
Result<std::map<std::int64_t, std::string>> problems_of(lake::Session& session,
                                                        catalog::Resource const& resource,
                                                        PastLoad const& load) {
    std::map<std::int64_t, std::string> problems;
    auto const sql = fmt::format(
        "SELECT \"row\", unnest(reasons) AS reason, unnest(fields) AS field FROM quarantine.{} "
        "WHERE run = {} AND file = {}",
        lake::quoted_name(resource.table()), load.run, lake::quoted_text(load.file));
    TRY(session.scan(sql, [&](lake::Batch const& batch) -> Done {
        for (std::size_t i = 0; i < batch.rows; ++i) {
            auto& text = problems[batch.columns[0].number[i]];
            auto const field = resource.find(batch.columns[2].text[i]);
            text += fmt::format("{}{}{}", text.empty() ? "" : "；",
                                field ? resource.fields[*field].title + "：" : "",
                                batch.columns[1].text[i]);
        }
        return {};
    }));
    return problems;
}

class RejectWriter {
public:
    static Result<std::unique_ptr<RejectWriter>> open(fs::path const& path, Source const& source) {
        if (fs::exists(path))
            return fail(Code::conflict, "ingest.rejects.exists",
                        fmt::format("{} is there already and may have corrections; choose another "
                                    "folder",
                                    path.string()));
        auto const named = encoding_named(source.encoding());
        auto const encoding = named ? *named : Encoding::utf8;
        auto writer =
            std::unique_ptr<RejectWriter>(new RejectWriter(path, source.layout(), encoding));
        if (writer->file_ == nullptr) return writer->full();
        if (encoding != Encoding::gb18030) TRY(writer->write("\xEF\xBB\xBF"));
        std::vector<std::string_view> header;
        for (auto const& column : writer->columns_) header.emplace_back(column);
        TRY(writer->write_line(header, {correction_columns.begin(), correction_columns.end()}));
        return writer;
    }
    ~RejectWriter() {
        if (file_ != nullptr) std::fclose(file_);
    }
    RejectWriter(RejectWriter const&) = delete;
    RejectWriter& operator=(RejectWriter const&) = delete;

    std::vector<std::string> const& columns() const { return columns_; }

    Done add(std::vector<std::string_view> const& cells, std::string_view problem,
             Place const& place) {
        ++result.rows;
        return write_line(cells, {problem, place.first, place.second});
    }

    Done finish() {
        if (std::fflush(file_) != 0) return full();
        return {};
    }

    // The columns of the provider's own file.
    static std::vector<std::string> own_columns(Layout const& layout) {
        auto columns = layout.columns;
        if (layout.correction) columns.resize(columns.size() - correction_columns.size());
        return columns;
    }

    RejectFile result;

private:
    RejectWriter(fs::path path, Layout const& layout, Encoding encoding)
        : result{std::move(path), 0},
          columns_(own_columns(layout)),
          delimiter_(layout.format.delimiter),
          converter_(Converter::from_utf8(encoding)),
          file_(std::fopen(result.path.c_str(), "wbxe")) {}

    tl::unexpected<Error> full() const {
        return fail(Code::unavailable, "file.write",
                    "Cannot write " + result.path.string() + "; is the disk full?");
    }

    // Cells that are too few are filled up; those too many stand in the last column together.
    Done write_line(std::vector<std::string_view> const& cells,
                    std::vector<std::string_view> const& behind) {
        std::string line;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            std::string cell(i < cells.size() ? cells[i] : std::string_view());
            if (cell.starts_with(no_value)) cell.erase(0, 1);
            for (auto more = columns_.size(); i + 1 == columns_.size() && more < cells.size();
                 ++more)
                cell += delimiter_ + std::string(cells[more]);
            append_cell(line, cell, delimiter_);
            line += delimiter_;
        }
        for (auto const text : behind) {
            append_cell(line, text, delimiter_);
            line += delimiter_;
        }
        line.back() = '\n';
        return write(line);
    }

    Done write(std::string_view text) {
        auto const bytes = converter_.convert(text);
        if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) return full();
        return {};
    }

    std::vector<std::string> columns_;
    char delimiter_;
    Converter converter_;
    std::FILE* file_;
};

std::string base_name(std::string const& file) {
    auto name = fs::path(file).filename().string();
    while (name.ends_with(rejects_suffix)) name.resize(name.size() - rejects_suffix.size());
    for (auto const* const packed : {".gz", ".zst"})
        if (name.ends_with(packed)) name.resize(name.size() - std::string_view(packed).size());
    return name;
}

class Collector {
public:
    Collector(lake::Lake& lake, catalog::Resource const& resource, KeptFiles const& kept,
              fs::path const& folder)
        : lake_(lake), resource_(resource), kept_(kept), folder_(folder) {}

    // Newest loads first.
    Done add(PastLoad const& load, std::map<std::int64_t, std::string> const& problems) {
        auto const path = TRY(kept_.find(load.sha256));
        auto const source = TRY(Source::open(path, resource_, lake_));
        if (problems.empty() && !source->layout().correction) return {};
        source->limit(load.read);
        RecordBlock block;
        while (TRY(source->take(block, lake::batch_rows_max)))
            TRY(add_block(load, *source, block, problems));
        return {};
    }

    Result<std::vector<RejectFile>> finish() {
        std::vector<RejectFile> files;
        for (auto const& writer : writers_) {
            TRY(writer->finish());
            files.push_back(writer->result);
        }
        std::ranges::sort(files, {}, &RejectFile::path);
        return files;
    }

private:
    Done add_block(PastLoad const& load, Source const& source, RecordBlock const& block,
                   std::map<std::int64_t, std::string> const& problems) {
        Cells parsed;
        source.parse(block, parsed);
        auto bad = parsed.bad.begin();
        for (std::uint32_t i = 0; i < block.rows(); ++i) {
            auto const is_bad = bad != parsed.bad.end() && bad->row == i;
            auto const fault = is_bad ? (bad++)->fault : governance::RowFault::shifted;
            auto const problem = problems.find(block.numbers[i]);
            if (problem == problems.end() && !source.layout().correction) continue;
            Arena arena;
            std::vector<std::string_view> cells;
            auto const can_be_cut = !is_bad || fault == governance::RowFault::columns ||
                                    fault == governance::RowFault::formula;
            if (can_be_cut)
                source.cells(block.record(i), cells, arena);
            else
                cells.push_back(
                    arena.keep(escaped(block.record(i).substr(0, damaged_bytes_shown))));
            TRY(add_row(load, source, block.numbers[i], std::move(cells),
                        problem == problems.end() ? nullptr : &problem->second));
        }
        return {};
    }

    Done add_row(PastLoad const& load, Source const& source, std::int64_t number,
                 std::vector<std::string_view> cells, std::string const* problem) {
        Place place{load.file, std::to_string(number)};
        auto const& layout = source.layout();
        if (layout.correction && cells.size() == layout.columns.size()) {
            place = {std::string(cells[cells.size() - 2]), std::string(cells.back())};
            cells.resize(cells.size() - correction_columns.size());
            if (!answered_.insert(place).second) return {};
        } else if (answered_.contains(place)) {
            return {};
        }
        if (problem == nullptr) return {};
        auto* const writer = TRY(writer_for(base_name(load.file), source));
        return writer->add(cells, *problem, place);
    }

    // The file of that name, if it has the same columns; else one of its own.
    Result<RejectWriter*> writer_for(std::string const& name, Source const& source) {
        auto const columns = RejectWriter::own_columns(source.layout());
        for (int i = 1;; ++i) {
            auto const numbered = i == 1 ? name : fmt::format("{}.{}", name, i);
            auto const path = folder_ / (numbered + std::string(rejects_suffix));
            auto const found = std::ranges::find_if(
                writers_, [&](auto const& writer) { return writer->result.path == path; });
            if (found == writers_.end()) {
                writers_.push_back(TRY(RejectWriter::open(path, source)));
                return writers_.back().get();
            }
            if ((*found)->columns() == columns) return found->get();
        }
    }

    lake::Lake& lake_;
    catalog::Resource const& resource_;
    KeptFiles const& kept_;
    fs::path const& folder_;
    std::set<Place> answered_;  // by a correction that came later
    std::vector<std::unique_ptr<RejectWriter>> writers_;
};

}  // namespace

Result<std::vector<RejectFile>> write_rejects(lake::Lake& lake, catalog::Resource const& resource,
                                              KeptFiles const& kept, fs::path const& folder,
                                              std::optional<std::int64_t> run) {
    TRY(make_folder(folder));
    auto session = TRY(lake.session());
    Collector collector(lake, resource, kept, folder);
    auto const loads = TRY(past_loads(session, resource.name, run));
    for (auto const& load : loads) {
        auto const problems = TRY(problems_of(session, resource, load));
        TRY(collector.add(load, problems));
    }
    return collector.finish();
}

}  // namespace jutong::ingest
