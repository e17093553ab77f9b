#include "serving/serving.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "job/personal.h"
#include "job/subject.h"
#include "serving/packed.h"

namespace jutong::serving {

namespace {

using lake::quoted_name;

constexpr std::string_view schema = R"(
CREATE TABLE IF NOT EXISTS serving_subject (
    number TEXT NOT NULL, library INTEGER NOT NULL, subject INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (number, library));
CREATE TABLE IF NOT EXISTS serving_library (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, fields TEXT NOT NULL,
    version INTEGER NOT NULL);
)";
// How records are packed. Another one where that changes, or what any element's mask shows: masks
// stand ready beside their values, as an address takes longer to mask than its record to find.
constexpr std::string_view form = "2: ";
constexpr std::size_t rows_a_transaction = 50'000;
constexpr std::string_view find_sql =
    "SELECT library, subject, record FROM serving_subject WHERE number = ?1";

std::string address_of(job::Settings const& settings) {
    return settings.database.empty() ? (settings.data / "serving.sqlite").string()
                                     : settings.database;
}

// What a library's records are made by; others are made anew.
std::string fields_of(catalog::Library const& library) {
    std::string fields(form);
    for (auto const& field : library.fields) fields += field.name + " ";
    return fields;
}

// Golden records with their origins, as columns: number, subject, then text and origin by field.
std::string records_sql(catalog::Library const& library, std::string const& numbers) {
    std::string columns;
    for (auto const& field : library.fields)
        columns += fmt::format(
            ", {}, coalesce(o.{}, 0)",
            lake::text_sql(lake::type_of(field.element->kind()), "g." + quoted_name(field.name)),
            quoted_name(field.name));
    return fmt::format(
        "SELECT g.number, g.subject{} FROM library.{} g LEFT JOIN meta.{} o ON o.subject = "
        "g.subject{}",
        columns, quoted_name(library.name), quoted_name("origin_" + library.name), numbers);
}

std::string mask_of(element::Element const& element, std::string_view text) {
    if (text.empty() || !job::is_personal(element)) return {};
    return job::masked(element, std::string(text));
}

// The numbers whose golden record or origins changed: between versions, both included.
std::string touched_sql(catalog::Library const& library, std::int64_t from, std::int64_t to) {
    auto const golden = lake::Lake::changed_rows_sql("library", library.name, from, to);
    auto const origins = lake::Lake::changed_rows_sql("meta", "origin_" + library.name, from, to);
    return fmt::format(
        "SELECT number FROM ({}) UNION SELECT g.number FROM library.{} g WHERE g.subject IN "
        "(SELECT subject FROM ({}))",
        golden, quoted_name(library.name), origins);
}

}  // namespace

std::vector<Value> Record::values() const {
    std::vector<Value> values;
    values.reserve(library->fields.size());
    std::string_view rest = packed;
    for (std::size_t end = 0; (end = rest.find(after_field)) != std::string_view::npos;
         rest.remove_prefix(end + 1))
        values.push_back(read_value(rest.substr(0, end)));
    values.resize(library->fields.size());
    return values;
}

// A connection is taken by one reader and given back.
class Readers {
public:
    void add(std::unique_ptr<store::Store> store) {
        {
            std::lock_guard const lock(mutex_);
            free_.push_back(std::move(store));
        }
        given_.notify_one();
    }

    std::unique_ptr<store::Store> take() {
        std::unique_lock lock(mutex_);
        given_.wait(lock, [this] { return !free_.empty(); });
        auto store = std::move(free_.back());
        free_.pop_back();
        return store;
    }

private:
    std::mutex mutex_;  // guards the one below
    std::vector<std::unique_ptr<store::Store>> free_;
    std::condition_variable given_;
};

struct Serving::Impl {
    struct Known {
        std::int64_t id = 0;
        std::string fields;
        std::int64_t version = -1;  // -1: being made
    };
    using Names = std::vector<std::pair<std::int64_t, std::string>>;

    Result<Known> known(catalog::Library const& library);
    Result<Followed> follow(lake::Session& session, catalog::Library const& library,
                            Known const& known, std::int64_t version, Progress& progress);
    Done remove_touched(lake::Session& session, Known const& known, Followed& done);
    Done write_records(lake::Session& session, catalog::Library const& library, Known const& known,
                       std::string const& numbers, Progress& progress, Followed& done);
    Done read_names();
    catalog::Library const* library_of(catalog::Catalog const& catalog, std::int64_t id) const;

    std::unique_ptr<store::Store> writer;
    Readers readers;
    mutable std::mutex naming;  // guards the one below
    std::shared_ptr<Names const> names;
};

Serving::Serving(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Serving::~Serving() = default;

Result<std::unique_ptr<Serving>> Serving::open(job::Settings const& settings, int readers) {
    auto impl = std::make_unique<Impl>();
    impl->writer = TRY(store::Store::open(address_of(settings)));
    TRY(impl->writer->run_script(schema));
    for (int i = 0; i < readers; ++i)
        impl->readers.add(TRY(store::Store::open(address_of(settings))));
    TRY(impl->read_names());
    return std::unique_ptr<Serving>(new Serving(std::move(impl)));
}

Done Serving::forget(job::Settings const& settings) {
    if (settings.database.empty()) {
        std::error_code error;
        for (auto const* const end : {"", "-wal", "-shm"})
            fs::remove(address_of(settings) + end, error);
        return {};
    }
    auto const store = TRY(store::Store::open(address_of(settings)));
    return store->run_script(
        "DROP TABLE IF EXISTS serving_subject; DROP TABLE IF EXISTS serving_library;");
}

Done Serving::Impl::read_names() {
    auto read = std::make_shared<Names>();
    for (auto const& row : TRY(writer->query("SELECT id, name FROM serving_library")))
        read->emplace_back(row.integer(0), row.text(1));
    std::lock_guard const lock(naming);
    names = std::move(read);
    return {};
}

catalog::Library const* Serving::Impl::library_of(catalog::Catalog const& catalog,
                                                  std::int64_t id) const {
    std::shared_ptr<Names const> now;
    {
        std::lock_guard const lock(naming);
        now = names;
    }
    auto const found = std::ranges::find(*now, id, &Names::value_type::first);
    return found == now->end() ? nullptr : catalog.find_library(found->second);
}

// What is known of the library; a new one, or one with other fields, begins anew.
Result<Serving::Impl::Known> Serving::Impl::known(catalog::Library const& library) {
    auto const fields = fields_of(library);
    auto rows = TRY(writer->query("SELECT id, fields, version FROM serving_library WHERE name = ?1",
                                  {library.name}));
    if (rows.empty())
        rows =
            TRY(writer->query("INSERT INTO serving_library (name, fields, version) VALUES (?1, "
                              "?2, -1) RETURNING id, fields, version",
                              {library.name, fields}));
    Known known{rows.front().integer(0), rows.front().text(1), rows.front().integer(2)};
    if (known.fields == fields) return known;
    known.version = -1;
    TRY(writer->run("UPDATE serving_library SET version = -1, fields = ?2 WHERE id = ?1",
                    {known.id, fields}));
    return known;
}

Result<Followed> Serving::follow(job::Workplace& workplace, Progress& progress) {
    auto& impl = *impl_;
    Followed all;
    auto const& libraries = workplace.catalog().libraries;
    all.version = TRY(workplace.lake().version());
    auto session = TRY(workplace.lake().session());
    for (auto const& library : libraries) {
        auto known = TRY(impl.known(library));
        if (known.version == all.version) continue;
        if (known.version >= 0 && !TRY(workplace.lake().has_version(known.version)))
            known.version = -1;
        progress.step("serve " + library.name, 0);
        auto const done = TRY(impl.follow(session, library, known, all.version, progress));
        all.written += done.written;
        all.removed += done.removed;
    }
    TRY(impl.read_names());
    return all;
}

Result<Followed> Serving::Impl::follow(lake::Session& session, catalog::Library const& library,
                                       Known const& known, std::int64_t version,
                                       Progress& progress) {
    Followed done;
    auto const whole = known.version < 0;
    auto const make = [&]() -> Done {
        if (whole) {
            TRY(writer->run("UPDATE serving_library SET version = -1 WHERE id = ?1", {known.id}));
            TRY(writer->run("DELETE FROM serving_subject WHERE library = ?1", {known.id}));
            return write_records(session, library, known, "", progress, done);
        }
        TRY(session.run("CREATE OR REPLACE TEMP TABLE serving_touched AS " +
                        touched_sql(library, known.version, version)));
        TRY(remove_touched(session, known, done));
        return write_records(session, library, known,
                             " WHERE g.number IN (SELECT number FROM serving_touched)", progress,
                             done);
    };
    TRY(make());
    TRY(writer->run("UPDATE serving_library SET version = ?2 WHERE id = ?1", {known.id, version}));
    return done;
}

Done Serving::Impl::remove_touched(lake::Session& session, Known const& known, Followed& done) {
    auto const take = [&](lake::Batch const& batch) -> Done {
        auto const remove = [&]() -> Done {
            for (std::size_t i = 0; i < batch.rows; ++i)
                TRY(writer->run("DELETE FROM serving_subject WHERE number = ?1 AND library = ?2",
                                {std::string(batch.columns[0].text[i]), known.id}));
            return {};
        };
        done.removed += static_cast<std::int64_t>(batch.rows);
        return writer->transaction(remove);
    };
    return session.scan("SELECT number FROM serving_touched", take);
}

// In transactions of many rows: until the library's version is written at the end, what is there
// counts as unfinished and is made again.
Done Serving::Impl::write_records(lake::Session& session, catalog::Library const& library,
                                  Known const& known, std::string const& numbers,
                                  Progress& progress, Followed& done) {
    std::vector<store::Values> rows;
    auto const write = [&]() -> Done {
        auto const insert = [&]() -> Done {
            for (auto const& row : rows)
                TRY(
                    writer->run("INSERT INTO serving_subject (number, library, subject, record) "
                                "VALUES (?1, ?2, ?3, ?4)",
                                row));
            return {};
        };
        TRY(writer->transaction(insert));
        done.written += static_cast<std::int64_t>(rows.size());
        progress.at(done.written, done.written);
        rows.clear();
        return progress.go_on();
    };
    auto const take = [&](lake::Batch const& batch) -> Done {
        for (std::size_t i = 0; i < batch.rows; ++i) {
            std::string record;
            for (std::size_t c = 2; c + 1 < batch.columns.size(); c += 2) {
                auto const& column = batch.columns[c];
                if (!column.null.empty() && column.null[i] != 0) {
                    append_value(record, {}, {}, 0);
                    continue;
                }
                auto const text = column.text[i];
                append_value(record, text, mask_of(*library.fields[(c - 2) / 2].element, text),
                             batch.columns[c + 1].number[i]);
            }
            rows.push_back({std::string(batch.columns[0].text[i]), known.id,
                            batch.columns[1].number[i], std::move(record)});
        }
        return rows.size() < rows_a_transaction ? Done() : write();
    };
    TRY(session.scan(records_sql(library, numbers), take));
    return rows.empty() ? Done() : write();
}

Result<std::vector<Record>> Serving::find(catalog::Catalog const& catalog,
                                          std::string const& number) {
    // Most libraries write a number alike: each form is asked for once.
    std::vector<std::string> forms;
    std::vector<element::Element const*> tried;
    for (auto const& library : catalog.libraries) {
        if (std::ranges::find(tried, library.number) != tried.end()) continue;
        tried.push_back(library.number);
        auto const written = library.number == nullptr ? std::optional(number)
                                                       : job::normalised_number(library, number);
        if (written && std::ranges::find(forms, *written) == forms.end()) forms.push_back(*written);
    }
    std::vector<Record> records;
    auto reader = impl_->readers.take();
    Result<std::vector<store::Row>> rows;
    for (auto const& written : forms) {
        rows = reader->query(find_sql, {written});
        if (!rows) break;
        for (auto& row : *rows) {
            auto const* const library = impl_->library_of(catalog, row.integer(0));
            auto* const packed = std::get_if<std::string>(&row.values[2]);
            if (library != nullptr && packed != nullptr)
                records.push_back({library, row.integer(1), std::move(*packed)});
        }
    }
    impl_->readers.add(std::move(reader));
    if (!rows) return fail(rows.error());
    // Base libraries first, each kind in the catalogue's order.
    std::ranges::sort(records, {}, [](Record const& record) {
        return std::pair(!record.library->is_base(), record.library);
    });
    return records;
}

Result<bool> Serving::is_complete(catalog::Catalog const& catalog) {
    auto const rows =
        TRY(impl_->writer->query("SELECT name, fields, version FROM serving_library"));
    return std::ranges::all_of(catalog.libraries, [&](catalog::Library const& library) {
        return std::ranges::any_of(rows, [&](store::Row const& row) {
            return row.text(0) == library.name && row.text(1) == fields_of(library) &&
                   row.integer(2) >= 0;
        });
    });
}

}  // namespace jutong::serving
