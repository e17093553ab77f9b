#include "job/link_kept.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"

namespace jutong::job {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kept_version = 1;
constexpr std::size_t own_columns = 4;  // source, record_id, place, cluster_id

fs::path rows_of(fs::path const& folder) { return folder / "rows.parquet"; }

// A name that no column of ours has; plain names have no `_`.
std::string stored_name(std::string const& column) {
    auto const is_taken = column.empty() || column == "source" || column == "place";
    return is_taken ? column + "_of_input" : column;
}

json::object to_json(KeptRules const& rules) {
    return {{"version", kept_version},
            {"next", rules.next},
            {"across", rules.scope == linkage::Scope::across},
            {"one_to_one", rules.one_to_one},
            {"cluster_rows_max", rules.limits.rows_max},
            {"core", rules.limits.core_min},
            {"attach", rules.limits.attach_min}};
}

tl::unexpected<Error> damaged(fs::path const& file, std::string_view what) {
    return fail(Code::corrupt, "fuse.kept.damaged",
                fmt::format("{} is damaged, or was not kept with the model beside it: {}; make "
                            "both anew by jutong fuse --input … --keep-rows",
                            file.string(), what));
}

Result<KeptRules> read_rules(fs::path const& file, lake::Session& session) {
    auto const read = session.query(fmt::format(
        "SELECT decode(value) FROM parquet_kv_metadata({}) WHERE decode(key) = 'jutong'",
        lake::quoted_text(file.string())));
    if (!read) return damaged(file, "it is no Parquet file");
    if (read->rows.empty()) return damaged(file, "it does not say how its rows were linked");
    KeptRules out;
    boost::system::error_code error;
    auto const said = json::parse(read->rows[0][0].value_or(""), error);
    if (error || !said.is_object()) return damaged(file, "how its rows were linked is no JSON");
    try {
        auto const version = said.at("version").to_number<std::int64_t>();
        if (version != kept_version)
            return fail(Code::invalid, "fuse.kept.version",
                        fmt::format("{} is of version {}, this program reads {}; make it anew by "
                                    "jutong fuse --input … --keep-rows",
                                    file.string(), version, kept_version));
        out.next = said.at("next").to_number<std::int64_t>();
        out.scope = said.at("across").as_bool() ? linkage::Scope::across : linkage::Scope::all;
        out.one_to_one = said.at("one_to_one").as_bool();
        out.limits.rows_max = said.at("cluster_rows_max").to_number<std::size_t>();
        out.limits.core_min = said.at("core").to_number<float>();
        out.limits.attach_min = said.at("attach").to_number<double>();
    } catch (boost::system::system_error const&) {
        return damaged(file, "how its rows were linked is not understood");
    }
    return out;
}

// Rows in the order of their sources and places.
class Reading {
public:
    Reading(fs::path file, KeptRows& out) : file_(std::move(file)), out_(out) {
        for (auto const& name : columns_of(out.learned))
            out.records.columns.push_back({name, {}, {}});
    }

    Done all(lake::Session& session) {
        std::string select =
            "source::VARCHAR, record_id::VARCHAR, place::BIGINT, cluster_id::BIGINT";
        for (auto const& column : out_.records.columns)
            select += ", " + lake::quoted_name(stored_name(column.name)) + "::VARCHAR";
        auto done =
            session.scan(fmt::format("SELECT {} FROM read_parquet({}) ORDER BY source, place",
                                     select, lake::quoted_text(file_.string())),
                         [&](lake::Batch const& batch) { return take(batch); });
        if (done || done.error().reason.starts_with("fuse.")) return done;
        return damaged(file_, "its columns cannot be read");
    }

private:
    Done take(lake::Batch const& batch) {
        auto const& columns = batch.columns;
        auto& records = out_.records;
        for (std::size_t i = 0; i < batch.rows; ++i) {
            for (std::size_t c = 0; c < own_columns; ++c)
                if (columns[c].null[i] != 0) return damaged(file_, "a row has no name or place");
            auto const source = columns[0].text[i], id = columns[1].text[i];
            if (records.sources.empty() || records.sources.back().name != source) {
                records.sources.push_back({std::string(source), records.rows(), 0});
                ids_ = {};
            }
            auto const before = ids_.size();
            if (!id.empty() && (ids_.add(id), ids_.size() == before))
                return damaged(file_, "two rows have one id");
            auto const place = columns[2].number[i], cluster = columns[3].number[i];
            if (std::min(place, cluster) < 0 || std::max(place, cluster) >= out_.rules.next ||
                records.ids.size() >= linkage::rows_max)
                return damaged(file_, "a row's place or cluster is none");
            ++records.sources.back().rows;
            records.ids.emplace_back(id);
            out_.places.push_back(place);
            out_.clusters.push_back(cluster);
            for (std::size_t c = 0; c < records.columns.size(); ++c) {
                auto& [name, values, codes] = records.columns[c];
                auto const& from = columns[own_columns + c];
                codes.push_back(from.null[i] != 0 ? linkage::no_value : values.add(from.text[i]));
            }
        }
        return {};
    }

    fs::path file_;
    KeptRows& out_;
    linkage::Values ids_;  // of one source
};

}  // namespace

std::vector<std::string> columns_of(linkage::Learned const& learned) {
    std::vector<std::string> out;
    for (auto const& field : learned.fields) out.push_back(field.column);
    for (auto const& guard : learned.guards)
        if (std::ranges::find(out, guard.column) == out.end()) out.push_back(guard.column);
    return out;
}

Done write_kept(KeptRules const& rules, std::vector<std::string> const& columns, std::size_t rows,
                MadeRows::Make make, fs::path const& file, lake::Lake& lake) {
    std::vector<lake::Column> written{{"jutong_place", lake::Type::integer},
                                      {"source", lake::Type::text},
                                      {"record_id", lake::Type::text},
                                      {"place", lake::Type::integer},
                                      {"cluster_id", lake::Type::integer}};
    for (auto const& name : columns) written.push_back({stored_name(name), lake::Type::text});
    MadeRows made(written, rows, std::move(make));
    auto session = TRY(lake.session());
    return write_parquet(session, made, file, json::serialize(to_json(rules)));
}

Done write_kept(linkage::Records const& records, linkage::Linked const& linked,
                linkage::Options const& options, fs::path const& folder, lake::Lake& lake) {
    auto const names = columns_of(linked.learned);
    std::vector<linkage::Column const*> columns;  // null: a guard's that no input has
    for (auto const& name : names) {
        auto const found = std::ranges::find(records.columns, name, &linkage::Column::name);
        columns.push_back(found == records.columns.end() ? nullptr : &*found);
    }
    KeptRules const rules{options.scope, options.one_to_one, options.limits,
                          std::int64_t{records.rows()}};
    auto const make = [&](std::size_t i, MadeRows::Row& row) {
        std::int64_t const place = linked.places[i];
        row = {place, records.sources[records.source_of(static_cast<linkage::Row>(i))].name,
               records.ids[i], place, std::int64_t{linked.clusters[i]}};
        for (auto const* const column : columns) {
            if (column == nullptr || column->codes[i] == linkage::no_value)
                row.emplace_back(std::monostate());
            else
                row.emplace_back(std::string(column->values.at(column->codes[i])));
        }
    };
    return write_kept(rules, names, records.ids.size(), make, rows_of(folder), lake);
}

namespace {

fs::path being_made(fs::path const& folder) { return folder / "change.part"; }
fs::path to_be_moved(fs::path const& folder) { return folder / "change"; }

Done failed(std::string_view what, fs::path const& path, std::error_code const& error) {
    return fail(Code::unavailable, "file.write",
                fmt::format("Cannot {} {}: {}", what, path.string(), error.message()));
}

Done take_away(fs::path const& path) {
    std::error_code error;
    fs::remove_all(path, error);
    return error ? failed("remove", path, error) : Done();
}

Done move(fs::path const& from, fs::path const& to) {
    std::error_code error;
    fs::rename(from, to, error);
    return error ? failed("rename", from, error) : Done();
}

std::vector<fs::path> files_in(fs::path const& folder) {
    std::vector<fs::path> out;
    std::error_code error;
    for (auto const& entry : fs::directory_iterator(folder, error)) out.push_back(entry.path());
    return out;
}

// What a change that has happened left to be moved; nothing where there is none.
Done move_changed(fs::path const& folder) {
    auto const from = to_be_moved(folder);
    std::error_code error;
    if (!fs::is_directory(from, error)) return {};
    for (auto const& file : files_in(from)) TRY(move(file, folder / file.filename()));
    TRY(sync(folder));
    return take_away(from);
}

Done has_rows(fs::path const& folder) {
    std::error_code error;
    if (fs::is_regular_file(rows_of(folder), error)) return {};
    return fail(Code::not_found, "fuse.kept",
                fmt::format("{} has no rows.parquet; make it by jutong fuse --input … --keep-rows "
                            "--out {}",
                            folder.string(), folder.string()));
}

Result<FileLock> lock(fs::path const& folder) { return FileLock::take(folder / "rows.lock"); }

}  // namespace

Done forget_kept(fs::path const& folder) {
    for (auto const& path : {being_made(folder), to_be_moved(folder), rows_of(folder)})
        TRY(take_away(path));
    return {};
}

Result<std::unique_ptr<KeptChange>> KeptChange::begin(fs::path const& folder) {
    TRY(has_rows(folder));
    auto held = TRY(lock(folder));
    TRY(move_changed(folder));
    TRY(take_away(being_made(folder)));
    TRY(make_folder(being_made(folder)));
    return std::unique_ptr<KeptChange>(new KeptChange(folder, std::move(held)));
}

KeptChange::~KeptChange() {
    std::error_code ignored;
    fs::remove_all(made(), ignored);
}

fs::path KeptChange::made() const { return being_made(folder_); }

Done KeptChange::commit() {
    for (auto const& file : files_in(made())) TRY(sync(file));
    TRY(sync(made()));
    TRY(move(made(), to_be_moved(folder_)));
    TRY(sync(folder_));
    return move_changed(folder_);
}

Result<KeptRows> read_kept(fs::path const& folder, lake::Lake& lake) {
    TRY(has_rows(folder));
    std::error_code error;
    // Whoever holds the lock is about to move them; rows.parquet is whole before and after.
    if (fs::is_directory(to_be_moved(folder), error))
        if (auto const held = lock(folder)) TRY(move_changed(folder));
    auto const model = TRY(read_file(folder / "model.json"));
    KeptRows out;
    out.learned = TRY(linkage::read_model(model));
    auto session = TRY(lake.session());
    out.rules = TRY(read_rules(rows_of(folder), session));
    TRY(Reading(rows_of(folder), out).all(session));
    return out;
}

}  // namespace jutong::job
