// The proof of an erasure: every byte is looked at.
#include <atomic>
#include <set>

#include <fmt/format.h>

#include "base/file.h"
#include "ingest/kept_strip.h"
#include "job/erase_find.h"

namespace jutong::job {

namespace {

Done search_data_files(Workplace& workplace, ingest::Mentions const& mentions, Search& search,
                       Progress& progress) {
    auto session = TRY(workplace.lake().session());
    auto const files = workplace.lake().all_files();
    std::atomic<std::int64_t> rows = 0;
    progress.step("search data files", static_cast<std::int64_t>(files.size()));
    for (std::int64_t done = 0; auto const& file : files) {
        TRY(progress.go_on());
        std::atomic<bool> found = mentions.in(file.filename().string());
        auto const take = [&](lake::Batch const& batch) -> Done {
            rows += static_cast<std::int64_t>(batch.rows);
            for (std::size_t i = 0; i < batch.rows && !found; ++i)
                if (mentions.in(batch.columns[0].text[i])) found = true;
            return {};
        };
        TRY(session.scan_in_parallel(fmt::format("SELECT t::VARCHAR FROM read_parquet({}) t",
                                                 lake::quoted_text(file.string())),
                                     take));
        if (found) search.found.push_back(file.string());
        progress.at(++done, rows);
    }
    search.looked.push_back({"data files of the lake", static_cast<std::int64_t>(files.size())});
    search.looked.push_back({"rows in them", rows});
    return {};
}

Done search_database(store::Store& store, std::string const& what, ingest::Mentions const& mentions,
                     Search& search) {
    std::int64_t rows = 0;
    std::set<std::string> found;
    auto const take = [&](std::string const& table, std::string_view row) -> Done {
        ++rows;
        if (!found.contains(table) && mentions.in(row)) found.insert(table);
        return {};
    };
    TRY(store.dump(take));
    for (auto const& table : found) search.found.push_back(what + ", table " + table);
    search.looked.push_back({"rows of " + what, rows});
    return {};
}

Done search_kept_files(Workplace& workplace, ingest::Mentions const& mentions, Search& search,
                       Progress& progress) {
    progress.step("search kept files", 0);
    std::set<std::string> referred;
    auto const files = TRY(kept_files_of(workplace));
    for (auto const& file : files) {
        auto const path = TRY(workplace.kept().find(file.sha256));
        referred.insert(file.sha256);
        auto const found = file.resource == nullptr
                               ? TRY(ingest::mentions_in_bytes(path, mentions, progress))
                               : TRY(ingest::mentions_in(path, *file.resource, workplace.lake(),
                                                         mentions, progress));
        if (found) search.found.push_back(path.string());
    }
    auto const others = workplace.kept().others_than(referred);
    for (auto const& path : others) {
        // A file that was refused may be of no format; its bytes are then looked at as they are.
        auto const found = ingest::mentions_in_bytes(path, mentions, progress);
        if (found && *found) search.found.push_back(path.string());
    }
    search.looked.push_back(
        {"kept files, unpacked", static_cast<std::int64_t>(referred.size() + others.size())});
    return {};
}

// Files as they lie there: what was deleted in a database stays in its pages until it is rewritten.
Done search_bytes(fs::path const& data, ingest::Mentions const& mentions, Search& search,
                  Progress& progress) {
    progress.step("search files", 0);
    std::int64_t looked = 0;
    for (auto const& entry : fs::recursive_directory_iterator(data)) {
        if (!entry.is_regular_file()) continue;
        ++looked;
        auto const name = fs::relative(entry.path(), data).string();
        ingest::MentionSearch bytes(mentions, ingest::MentionSearch::Breaks::separate);
        auto const take = [&](std::string_view piece) -> Done {
            TRY(progress.go_on());
            bytes.take(piece);
            return {};
        };
        TRY(read_pieces(entry.path(), take));
        if (bytes.found() || mentions.in(name)) search.found.push_back(entry.path().string());
    }
    search.looked.push_back({"files as bytes", looked});
    return {};
}

}  // namespace

Result<Search> search_everywhere(Workplace& workplace, ingest::Mentions const& mentions,
                                 Progress& progress) {
    Search search;
    TRY(search_data_files(workplace, mentions, search, progress));
    TRY(search_kept_files(workplace, mentions, search, progress));
    auto const& database = workplace.settings().database;
    if (database.empty()) {
        TRY(search_database(workplace.store(), "the store", mentions, search));
        auto const catalogue = TRY(store::Store::open(workplace.lake().catalogue()));
        TRY(search_database(*catalogue, "the catalogue", mentions, search));
    } else {
        TRY(search_database(workplace.store(), "the database", mentions, search));
    }
    TRY(search_bytes(workplace.settings().data, mentions, search, progress));
    return search;
}

}  // namespace jutong::job
