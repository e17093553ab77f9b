#include "job/workplace.h"

#include <algorithm>
#include <thread>

#include "fusion/fuse.h"
#include "governance/check.h"
#include "ingest/load.h"
#include "job/directory.h"
#include "job/link_library.h"

namespace jutong::job {

namespace {

constexpr std::string_view schema = R"(
CREATE TABLE IF NOT EXISTS job_pack (
    name TEXT PRIMARY KEY, title TEXT NOT NULL, version TEXT NOT NULL, hash TEXT NOT NULL,
    applied TEXT NOT NULL);
)";

}  // namespace

fs::path default_packs() {
    auto folder = program_folder();
    for (int up = 0; up < 4; ++up, folder = folder.parent_path())
        if (fs::exists(folder / "packs")) return folder / "packs";
    return "packs";
}

fs::path lock_of(fs::path const& data) { return data / "lock"; }

Done lock_store(store::Store& store) {
    if (TRY(store.hold_lock())) return {};
    return fail(Code::conflict, "data.locked",
                "A process on another machine writes to this database; wait for its end");
}

fs::path own_packs_of(fs::path const& data) { return data / "packs"; }

std::vector<fs::path> pack_folders(Settings const& settings) {
    std::vector<fs::path> folders = {settings.packs.empty() ? default_packs() : settings.packs};
    auto const own = own_packs_of(settings.data);
    if (fs::is_directory(own) && !fs::equivalent(own, folders.front())) folders.push_back(own);
    return folders;
}

Result<PackContent> read_content(std::vector<fs::path> const& folders, pack::Problems& problems) {
    auto const read = TRY(pack::read_packs(folders, problems));
    std::vector<fs::path> content;
    for (auto const& pack : read) content.push_back(pack.folder / "content");
    PackContent out;
    auto lists = catalog::read_code_lists(read, problems);
    out.registry = TRY(element::Registry::create(content, lists));
    out.catalog = catalog::read_catalog(read, *out.registry, problems);
    out.catalog.codes = std::move(lists);
    TRY(governance::check_conditions(out.catalog, *out.registry, problems));
    return out;
}

int threads_of(Settings const& settings) {
    auto const cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return settings.threads > 0 ? settings.threads : cores;
}

Result<std::unique_ptr<Workplace>> Workplace::open(Settings settings, Access access,
                                                   Clock const& clock) {
    if (settings.packs.empty()) settings.packs = default_packs();
    auto workplace = std::unique_ptr<Workplace>(new Workplace(std::move(settings), clock));
    auto& w = *workplace;
    pack::Problems problems;
    w.content_ = TRY(read_content(pack_folders(w.settings_), problems));
    if (!problems.empty()) {
        std::string all;
        for (auto const& problem : problems) all += "\n  " + to_string(problem);
        return fail(Code::invalid, "pack.invalid", "The packs have mistakes:" + all);
    }
    auto const& data = w.settings_.data;
    if (access == Access::write) {
        TRY(make_folder(data));
        if (!w.settings_.locked) w.lock_ = TRY(FileLock::take(lock_of(data)));
        TRY(format_of(data));
    } else {
        TRY(require_format(data));
    }
    auto const& database = w.settings_.database;
    if (!database.empty() && !store::is_postgres(database))
        return fail(Code::invalid, "data.database",
                    "The database must be an address that begins with postgresql://");
    auto const open_store = [&]() -> Done {
        w.store_ =
            TRY(store::Store::open(database.empty() ? (data / "store.sqlite").string() : database));
        return {};
    };
    // Who writes locks first; who reads makes nothing where there is no lake.
    if (access == Access::write) {
        TRY(open_store());
        TRY(lock_store(*w.store_));
    }
    lake::Options options{data / "lake",       data / "scratch",        w.settings_.threads,
                          w.settings_.memory,  access == Access::write, w.settings_.as_of,
                          w.settings_.database};
    w.lake_ = TRY(lake::Lake::open(std::move(options), w.registry()));
    if (access == Access::read) TRY(open_store());
    if (access == Access::write) TRY(upgrade(data, *w.lake_, *w.store_));
    w.runs_ = TRY(ingest::Runs::open(*w.store_, clock));
    TRY(w.lake_->add_table_function("jt_raw", [&w](std::string const& resource) {
        return ingest::raw_feed(w.lake(), w.catalog(), w.kept(), resource);
    }));
    return workplace;
}

Done apply_packs(Workplace& workplace) {
    auto const& catalog = workplace.catalog();
    auto const applied = TRY(applied_packs(workplace.store()));
    if (std::ranges::is_permutation(applied, catalog.packs, {}, &catalog::PackInfo::hash,
                                    &catalog::PackInfo::hash))
        return {};
    auto session = TRY(workplace.lake().session());
    auto const make = [&]() -> Done {
        TRY(ingest::make_tables(session, catalog.resources));
        TRY(make_linkage_table(session));
        return fusion::make_tables(session, catalog);
    };
    TRY(session.transaction({"pack", "apply"}, make));
    auto const record = [&]() -> Done {
        TRY(workplace.store().run("DELETE FROM job_pack"));
        for (auto const& pack : catalog.packs)
            TRY(workplace.store().run("INSERT INTO job_pack VALUES (?1, ?2, ?3, ?4, ?5)",
                                      {pack.name, pack.title, pack.version, pack.hash,
                                       iso_time(workplace.clock().now())}));
        return {};
    };
    return workplace.store().transaction(record);
}

Result<std::vector<catalog::PackInfo>> applied_packs(store::Store& store) {
    TRY(store.run_script(schema));
    std::vector<catalog::PackInfo> packs;
    for (auto const& row :
         TRY(store.query("SELECT name, title, version, hash FROM job_pack ORDER BY name")))
        packs.push_back({row.text(0), row.text(1), row.text(2), row.text(3)});
    return packs;
}

}  // namespace jutong::job
