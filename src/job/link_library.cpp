#include "job/link_library.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/json.h"
#include "base/retry.h"
#include "fusion/plan.h"
#include "fusion/survive.h"
#include "job/answer_book.h"
#include "job/link_answers.h"
#include "job/link_plan.h"
#include "job/made_rows.h"
#include "lake/merge.h"
#include "linkage/link.h"

namespace jutong::job {

namespace {

using fusion::Likeness;
using lake::quoted_name;
using lake::quoted_text;

constexpr std::size_t asked_of_row_max = 5;  // subjects of one row that a person is asked about
constexpr std::string_view number_column = "number";
// What linkage holds of a row, as measured at 10 M rows of people.
constexpr std::size_t bytes_of_row = 700;

// A row that no number ties to a subject.
struct Unnumbered {
    std::string const* resource;
    std::int64_t row_id, load, row;
};

// One row of meta.likeness_L.
struct Finding {
    Unnumbered of;
    std::string number;
    Likeness state = Likeness::review;
    bool by_person = false;
    double probability = 0;
    double weight = 0;
    std::string evidence;
};

// What people said of rows and numbers; the last word counts.
class Answers {
public:
    static Result<Answers> read(store::Store& store, std::string const& library) {
        Answers out;
        for (auto const& one : TRY(answers_in(store, library))) {
            auto const key = std::pair(one.resource, one.row_key);
            if (one.answer == to_string(LinkAnswer::accept)) out.accepted_[key] = one.number;
            if (one.answer == to_string(LinkAnswer::reject)) out.rejected_[key].insert(one.number);
        }
        return out;
    }

    std::string const* accepted(Unnumbered const& row) const {
        auto const found = accepted_.find({*row.resource, row.row_id});
        return found == accepted_.end() ? nullptr : &found->second;
    }
    bool rejected(Unnumbered const& row, std::string const& number) const {
        auto const found = rejected_.find({*row.resource, row.row_id});
        return found != rejected_.end() && found->second.contains(number);
    }

private:
    using Key = std::pair<std::string, std::int64_t>;
    std::map<Key, std::string> accepted_;
    std::map<Key, std::set<std::string>> rejected_;
};

// The golden records, then the rows without a number, as linkage reads them.
class Reading {
public:
    Reading(Workplace& workplace, catalog::Library const& library, fusion::Plan const& plan)
        : reference_(workplace.registry().reference()), library_(library), plan_(plan) {
        records_.columns.resize(1 + library.link->fields.size());
        records_.columns[0].name = number_column;
        for (std::size_t i = 0; i < library.link->fields.size(); ++i)
            records_.columns[i + 1].name = library.fields[library.link->fields[i]].name;
    }

    Done read(lake::Session& session, std::int64_t version) {
        begin_source("golden");
        TRY(read_golden(session, version));
        begin_source("rows");
        for (auto const& feed : plan_.feeds)
            if (feed.linked_by == library_.name) TRY(read_feed(session, feed, version));
        return {};
    }

    linkage::Records& records() { return records_; }
    std::vector<Unnumbered> const& rows() const { return rows_; }
    bool has_golden() const { return records_.sources.front().rows > 0; }

private:
    void begin_source(std::string const& name) {
        records_.sources.push_back({name, records_.rows(), 0});
    }

    std::string text_of(std::size_t field, std::string const& value) const {
        return lake::text_sql(lake::type_of(library_.fields[field].element->kind()), value);
    }

    Done read_golden(lake::Session& session, std::int64_t version) {
        std::string columns = "g.number";
        for (auto const field : library_.link->fields) {
            auto const name = quoted_name(library_.fields[field].name);
            columns += fmt::format(", CASE WHEN o.{} & {} <> 0 THEN NULL ELSE {} END", name,
                                   fusion::linked_bit, text_of(field, "g." + name));
        }
        auto const at = fmt::format("AT (VERSION => {})", version);
        auto const take = [&](lake::Batch const& batch) -> Done {
            for (std::size_t i = 0; i < batch.rows; ++i) {
                TRY(make_room());
                records_.ids.emplace_back(batch.columns[0].text[i]);
                for (std::size_t c = 0; c < records_.columns.size(); ++c)
                    add_value(batch.columns[c], i, c);
                ++records_.sources.back().rows;
            }
            return {};
        };
        return session.scan(
            fmt::format(
                "SELECT {} FROM (SELECT * FROM library.{} {}) g JOIN (SELECT * FROM meta.{} "
                "{}) o ON g.subject = o.subject",
                columns, quoted_name(library_.name), at, quoted_name("origin_" + library_.name),
                at),
            take);
    }

    Done read_feed(lake::Session& session, fusion::PlanFeed const& feed, std::int64_t version) {
        auto columns = fmt::format("row_id, load, \"row\", {}", feed.as_sent);
        for (auto const field : library_.link->fields) {
            auto const column = feed.column_of(field);
            columns += ", " + (column ? text_of(field, *column) : std::string("NULL::VARCHAR"));
        }
        auto const mended =
            fmt::format("SELECT {}, {} FROM meta.{} AT (VERSION => {}) WHERE origin & {} <> 0",
                        fusion::load_sql("origin"), fusion::row_sql("origin"),
                        quoted_name("link_" + library_.name), version, fusion::mended_bit);
        auto const take = [&](lake::Batch const& batch) -> Done {
            for (std::size_t i = 0; i < batch.rows; ++i) {
                TRY(make_room());
                records_.ids.push_back(std::to_string(rows_.size()));
                rows_.push_back({&feed.name, batch.columns[0].number[i], batch.columns[1].number[i],
                                 batch.columns[2].number[i]});
                for (std::size_t c = 0; c < records_.columns.size(); ++c)
                    add_value(batch.columns[3 + c], i, c);
                ++records_.sources.back().rows;
            }
            return {};
        };
        return session.scan(feed.select(columns, version,
                                        fmt::format("{} IS NULL AND (load, \"row\") NOT IN ({})",
                                                    feed.number, mended)),
                            take);
    }

    Done make_room() const {
        if (records_.ids.size() < linkage::rows_max) return {};
        return fail(Code::limited, "fuse.rows", library_.name + " has too many rows to be linked");
    }

    void add_value(lake::Batch::Values const& column, std::size_t row, std::size_t place) {
        auto& to = records_.columns[place];
        text_.clear();
        if (column.null[row] == 0) linkage::plain_text(column.text[row], text_);
        to.codes.push_back(text_.empty() ? linkage::no_value
                                         : to.values.add(reference_.simplified(text_)));
    }

    element::Reference const& reference_;
    catalog::Library const& library_;
    fusion::Plan const& plan_;
    linkage::Records records_;
    std::vector<Unnumbered> rows_;
    std::string text_;
};

std::string evidence_of(linkage::WeighedPair const& pair, linkage::Linked const& linked) {
    auto const rounded = [](double bits) { return std::round(bits * 100) / 100; };
    json::array fields;
    for (std::size_t i = 0; i < linked.fields.size(); ++i) {
        auto const level = linkage::level_at(pair.why.pattern, i);
        if (level == linkage::level_none) continue;
        fields.push_back({{"field", linked.fields[i].column().name},
                          {"level", linked.level_name(i, level)},
                          {"bits", rounded(pair.why.bits[i])}});
    }
    return json::serialize(json::object{{"prior", rounded(pair.why.prior)},
                                        {"explained", rounded(pair.why.explained)},
                                        {"fields", std::move(fields)}});
}

// What becomes of each row, by its candidates: each one's share of the odds of all and of nobody.
class Deciding {
public:
    Deciding(catalog::LinkRule const& rule, Reading& reading, linkage::Linked const& linked,
             Answers const& answers)
        : rule_(rule), rows_(reading.rows()), linked_(linked), answers_(answers) {
        auto const& ids = reading.records().ids;
        of_row_.resize(rows_.size());
        for (auto const& pair : linked.weighed_pairs)
            of_row_[std::stoull(ids[pair.right])].push_back({&pair, &ids[pair.left]});
    }

    std::vector<Finding> run() {
        for (std::size_t i = 0; i < rows_.size(); ++i) decide(rows_[i], of_row_[i]);
        return std::move(out_);
    }

private:
    struct Candidate {
        linkage::WeighedPair const* pair;
        std::string const* number;
    };

    static double odds(Candidate const& one) {
        return std::exp2(std::min(one.pair->weight, 60.0F));
    }

    void decide(Unnumbered const& row, std::vector<Candidate>& candidates) {
        if (auto const* const number = answers_.accepted(row)) {
            auto const found = std::ranges::find_if(
                candidates, [&](Candidate const& one) { return *one.number == *number; });
            add(row, *number, Likeness::linked, 1,
                found == candidates.end() ? nullptr : found->pair);
            out_.back().by_person = true;
            return;
        }
        std::erase_if(candidates,
                      [&](Candidate const& one) { return answers_.rejected(row, *one.number); });
        std::ranges::sort(candidates, [](Candidate const& a, Candidate const& b) {
            return a.pair->weight != b.pair->weight ? a.pair->weight > b.pair->weight
                                                    : *a.number < *b.number;
        });
        double all = 1;
        for (auto const& one : candidates) all += odds(one);
        for (std::size_t i = 0; i < std::min(candidates.size(), asked_of_row_max); ++i) {
            auto const probability = odds(candidates[i]) / all;
            if (probability < rule_.review) break;
            auto const is_linked = probability >= rule_.link;
            add(row, *candidates[i].number, is_linked ? Likeness::linked : Likeness::review,
                probability, candidates[i].pair);
            if (is_linked) break;
        }
    }

    void add(Unnumbered const& row, std::string const& number, Likeness state, double probability,
             linkage::WeighedPair const* pair) {
        auto& made = out_.emplace_back();
        made.of = row;
        made.number = number;
        made.state = state;
        // Rounded down: what moves by less is not worth a new version of the row.
        made.probability = std::floor(probability * 100) / 100;
        if (pair == nullptr) return;
        made.weight = pair->weight;
        made.evidence = evidence_of(*pair, linked_);
    }

    catalog::LinkRule const& rule_;
    std::vector<Unnumbered> const& rows_;
    linkage::Linked const& linked_;
    Answers const& answers_;
    std::vector<std::vector<Candidate>> of_row_;
    std::vector<Finding> out_;
};

// One linkage of one library.
class LibraryLinkage {
public:
    LibraryLinkage(Workplace& workplace, catalog::Library const& library, Progress& progress)
        : workplace_(workplace),
          library_(library),
          plan_(fusion::plan_of(workplace.catalog(), library)),
          progress_(progress),
          started_(std::chrono::steady_clock::now()) {
        auto const& rule = *library.link;
        declarations_ = fmt::format("{} {}", rule.link, rule.review);
        for (auto const field : rule.fields) declarations_ += " " + library.fields[field].name;
    }

    // Has nothing changed since the last one?
    Result<bool> holds(lake::Session& session) {
        answers_ = TRY(count_answers(workplace_.store(), library_.name));
        auto const last = TRY(session.query(
            "SELECT fusion_version, declarations, answers FROM meta.linkage WHERE library = $1 "
            "ORDER BY linked_at DESC LIMIT 1",
            {library_.name}));
        if (last.rows.empty()) return false;
        auto const& row = last.rows.front();
        auto const fused = TRY(fusion_version(session));
        return std::stoll(*row[0]) == fused && *row[1] == declarations_ &&
               std::stoll(*row[2]) == answers_;
    }

    // Are the rows few enough to be held in so much memory?
    Result<bool> fits(lake::Session& session, std::size_t memory_bytes_max) const {
        auto sql = "SELECT count(subject) AS n FROM library." + quoted_name(library_.name);
        auto rows = TRY(lake::count(session, sql));
        for (auto const& feed : plan_.feeds) {
            if (feed.linked_by != library_.name) continue;
            sql = fmt::format("SELECT count(1) - count({}) AS n FROM clean.{}", feed.number,
                              quoted_name(feed.watched.front().table));
            rows += TRY(lake::count(session, sql));
        }
        return static_cast<std::size_t>(rows) * bytes_of_row <= memory_bytes_max;
    }

    // Tells how many findings came, went or changed.
    Result<std::int64_t> run() {
        auto session = TRY(workplace_.lake().session());
        std::optional<Reading> reading;
        auto const version = TRY(workplace_.lake().version());
        progress_.step("link " + library_.name, 0);
        auto const answers = TRY(Answers::read(workplace_.store(), library_.name));
        auto const look = [&]() -> Done {
            reading.emplace(workplace_, library_, plan_);
            return reading->read(session, version);
        };
        TRY(session.reading(look));
        asked_ = static_cast<std::int64_t>(reading->rows().size());
        linked_ = review_ = 0;
        auto const findings = TRY(find(*reading, answers));
        for (auto const& one : findings) ++(one.state == Likeness::linked ? linked_ : review_);
        return write(session, findings);
    }

    // Once the library was fused with what was found.
    Done record(std::int64_t run) {
        auto session = TRY(workplace_.lake().session());
        auto const fused = TRY(fusion_version(session));
        auto const seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
        return session.transaction({"linkage", library_.name}, [&]() -> Done {
            return session.run(fmt::format(
                "INSERT INTO meta.linkage (library, run, linked_at, fusion_version, declarations, "
                "answers, asked, linked, review, seconds, model) VALUES ({}, {}, now(), {}, {}, "
                "{}, "
                "{}, {}, {}, {}, {})",
                quoted_text(library_.name), run, fused, quoted_text(declarations_), answers_,
                asked_, linked_, review_, seconds, quoted_text(model_)));
        });
    }

private:
    Result<std::int64_t> fusion_version(lake::Session& session) const {
        return lake::count(session, fmt::format("SELECT coalesce(max(version), 0) AS n FROM "
                                                "meta.fusion WHERE library = {}",
                                                quoted_text(library_.name)));
    }

    Result<std::vector<Finding>> find(Reading& reading, Answers const& answers) {
        linkage::Linked linked;
        if (asked_ > 0 && reading.has_golden()) {
            linkage::Options options;
            options.scope = linkage::Scope::across;
            options.threads = workplace_.threads();
            options.explain = true;
            options.columns.push_back({std::string(number_column), linkage::Kind::code,
                                       linkage::Keys::all, library_.number});
            for (auto const field : library_.link->fields)
                options.columns.push_back(
                    {library_.fields[field].name, kind_of(*library_.fields[field].element)});
            auto done = linkage::link(reading.records(), workplace_.registry().reference(), options,
                                      progress_);
            // Where no column tells rows apart, none is anybody's.
            if (!done && done.error().reason != "linkage.columns") return fail(done.error());
            if (done) linked = std::move(*done);
        }
        model_ = json::serialize(linkage::to_json(linked.learned));
        return Deciding(*library_.link, reading, linked, answers).run();
    }

    Result<std::int64_t> write(lake::Session& session, std::vector<Finding> const& findings) const {
        MadeRows rows(fusion::likeness_columns(), findings.size(),
                      [&](std::size_t i, MadeRows::Row& row) { row = row_of(findings[i]); });
        lake::MergeTarget const target{
            fusion::likeness_table(library_.name),
            "key",
            {"resource", "row_key", "load", "row", "number", "state", "decided_by", "probability"}};
        lake::MergeCounts counts;
        auto const merge = [&]() -> Done {
            counts = TRY(lake::merge(session, target, rows, lake::Absent::ended));
            return {};
        };
        TRY(session.transaction({"linkage", library_.name}, merge));
        return counts.added + counts.changed + counts.ended;
    }

    static MadeRows::Row row_of(Finding const& one) {
        return {question_key(*one.of.resource, one.of.row_id, one.number),
                *one.of.resource,
                one.of.row_id,
                one.of.load,
                one.of.row,
                one.number,
                std::string(fusion::to_string(one.state)),
                std::string(one.by_person ? "person" : "model"),
                one.probability,
                one.weight,
                one.evidence};
    }

    Workplace& workplace_;
    catalog::Library const& library_;
    fusion::Plan plan_;
    Progress& progress_;
    std::chrono::steady_clock::time_point started_;
    std::string declarations_;
    std::string model_;
    std::int64_t answers_ = 0, asked_ = 0, linked_ = 0, review_ = 0;
};

// Two fusions of one library, one after the other, as one.
fusion::FusionResult joined(fusion::FusionResult const& first, fusion::FusionResult second) {
    if (second.skipped) return first;
    second.full = first.full;
    second.touched += first.touched;
    second.added += first.added;
    second.changed += first.changed;
    second.ended += first.ended;
    second.seconds += first.seconds;
    return second;
}

}  // namespace

Done make_linkage_table(lake::Session& session) {
    return session.run(
        "CREATE TABLE IF NOT EXISTS meta.linkage (library VARCHAR, run BIGINT, linked_at TIMESTAMP "
        "WITH TIME ZONE, fusion_version BIGINT, declarations VARCHAR, answers BIGINT, asked "
        "BIGINT, "
        "linked BIGINT, review BIGINT, seconds DOUBLE, model VARCHAR)");
}

Result<fusion::FusionResult> fuse_library(Workplace& workplace, catalog::Library const& library,
                                          std::int64_t run, fusion::FusionOptions const& options,
                                          Progress& progress) {
    auto const fuse = [&](fusion::FusionOptions const& how) {
        return fusion::fuse(workplace.lake(), workplace.catalog(), library, run, how, progress);
    };
    auto result = TRY(fuse(options));
    if (!library.link) return result;
    LibraryLinkage linkage(workplace, library, progress);
    {
        auto session = TRY(workplace.lake().session());
        if (TRY(linkage.holds(session)) && !options.full) return result;
        if (!TRY(linkage.fits(session, 2 * options.memory_bytes_max))) {
            progress.note(
                fmt::format("{}: too many rows to be linked in the memory of this machine; "
                            "links stay as they are",
                            library.name));
            return result;
        }
    }
    if (TRY(retry_conflicts([&] { return linkage.run(); })) > 0) {
        auto further = options;
        further.full = false;
        result = joined(result, TRY(fuse(further)));
    }
    TRY(linkage.record(run));
    return result;
}

}  // namespace jutong::job
