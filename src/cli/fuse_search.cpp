// jutong fuse search: who a record may be, of the rows that fuse --keep-rows has kept.
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "job/link_search.h"
#include "job/passing_lake.h"

namespace jutong::cli {

namespace {

constexpr double told_bits_min = 0.005;  // what others explain, as shown with two digits

// Of one candidate: what makes its weight.
class Explained {
public:
    Explained(job::KeptIndex const& kept, std::vector<std::string> const& asked,
              linkage::Found const& found, linkage::Candidate const& candidate)
        : learned_(kept.index.learned()), found_(found), candidate_(candidate) {
        for (std::size_t i = 0; i < asked.size(); ++i) {
            if (asked[i].empty()) continue;
            auto const level = linkage::level_at(candidate.pattern, i);
            auto const value = kept.index.value(candidate.row, i);
            auto const is_told = level != linkage::level_none;
            fields_.push_back({learned_.fields[i].column,
                               std::string(is_told ? learned_.level_name(i, level) : "no value"),
                               double{candidate.bits[i]}, asked[i], std::string(value)});
        }
        auto const sharing = kept.index.sharing(found, candidate);
        for (std::size_t c = 0; c < sharing.size(); ++c) {
            // Its part in what all classes explain.
            auto const bits = std::log2(1 + std::exp2(std::min(sharing[c], 300.0)));
            if (bits < told_bits_min) continue;
            std::vector<std::string> columns;
            for (auto const at : learned_.classes[c + 1].anchors)
                columns.push_back(learned_.fields[at].column);
            sharing_.push_back({std::move(columns), sharing[c]});
        }
    }

    json::object object() const {
        json::array fields, sharing;
        for (auto const& one : fields_)
            fields.push_back({{"column", one.column},
                              {"level", one.level},
                              {"bits", one.bits},
                              {"asked", one.asked},
                              {"value", text_or_null(one.value)}});
        for (auto const& one : sharing_)
            sharing.push_back({{"shares", json::value_from(one.columns)}, {"log2_odds", one.odds}});
        return {{"prior", found_.prior},
                {"fields", fields},
                {"explained_by_sharing", candidate_.explained},
                {"sharing", sharing}};
    }

    TextTable table() const {
        TextTable out{{"", "bits", "agreement", "asked", "row"},
                      {Align::left, Align::right, Align::left},
                      {}};
        auto const bits = [](double value) { return fmt::format("{:+.2f}", value); };
        out.rows.push_back({"any row", bits(found_.prior), "", "", ""});
        for (auto const& one : fields_)
            out.rows.push_back({one.column, bits(one.bits), one.level, one.asked, one.value});
        if (candidate_.explained >= told_bits_min) {
            std::vector<std::string> names;
            for (auto const& one : sharing_)
                names.push_back(fmt::format("{}", fmt::join(one.columns, " and ")));
            out.rows.push_back({"strangers", bits(-candidate_.explained),
                                fmt::format("who share {}", fmt::join(names, "; or ")), "", ""});
        }
        out.rows.push_back({"weight", bits(candidate_.weight), "", "", ""});
        return out;
    }

private:
    struct OfField {
        std::string column, level;
        double bits;
        std::string asked, value;
    };
    struct OfClass {
        std::vector<std::string> columns;
        double odds;
    };

    linkage::Learned const& learned_;
    linkage::Found const& found_;
    linkage::Candidate const& candidate_;
    std::vector<OfField> fields_;
    std::vector<OfClass> sharing_;
};

void show(Context& context, job::KeptIndex const& kept, std::vector<std::string> const& asked,
          linkage::Found const& found) {
    auto& terminal = context.terminal;
    terminal.line(fmt::format("{} of {} rows may be this subject; nobody of them: {:.4f}",
                              found.candidates.size(), kept.index.rows(), found.nobody));
    if (!found.all_seen)
        terminal.line("What is known fits too many rows; not all of them were compared");
    json::array candidates;
    for (auto const& one : found.candidates) {
        Explained const explained(kept, asked, found, one);
        auto const& source = kept.source_of(one.row);
        auto const cluster = kept.clusters[one.row];
        auto const of_cluster = kept.probability_of(cluster, found);
        terminal.heading(fmt::format("{}. {} {}: probability {:.4f}, of its cluster {}: {:.4f}",
                                     candidates.size() + 1, source, kept.ids[one.row],
                                     one.probability, cluster, of_cluster));
        terminal.table(explained.table());
        candidates.push_back({{"source", source},
                              {"record_id", kept.ids[one.row]},
                              {"cluster_id", cluster},
                              {"weight", one.weight},
                              {"probability", one.probability},
                              {"cluster_probability", of_cluster},
                              {"explanation", explained.object()}});
    }
    terminal.object({{"rows", kept.index.rows()},
                     {"compared", found.compared},
                     {"all_seen", found.all_seen},
                     {"nobody", found.nobody},
                     {"candidates", std::move(candidates)}});
}

void show(Context& context, job::FoundRows const& found, std::string const& out) {
    context.terminal.line(
        fmt::format("{} rows asked for: {} known, {} nobody of the rows, {} undecided", found.asked,
                    found.known, found.nobody, found.undecided));
    context.terminal.line(fmt::format("{}: {} candidates", out, found.candidates));
    context.terminal.object({{"asked", found.asked},
                             {"known", found.known},
                             {"nobody", found.nobody},
                             {"undecided", found.undecided},
                             {"candidates", found.candidates},
                             {"cut_short", found.cut_short}});
}

Result<std::size_t> limit_of(Arguments const& arguments) {
    auto const limit = TRY(arguments.integer("--limit", 1)).value_or(10);
    if (static_cast<std::size_t>(limit) > linkage::candidates_max)
        return fail(Code::invalid, "cli.usage",
                    fmt::format("--limit is up to {}", linkage::candidates_max));
    return static_cast<std::size_t>(limit);
}

}  // namespace

Done fuse_search(Context& context, Arguments const& arguments) {
    auto const known = arguments.texts("VALUE");
    job::LinkInputs inputs;
    for (auto const& file : arguments.texts("--input")) inputs.files.emplace_back(file);
    inputs.id = arguments.text("--id");
    auto const out = arguments.text("--out");
    if (known.empty() == inputs.files.empty())
        return fail(Code::invalid, "cli.usage", "Either COLUMN=VALUE … of one record, or --input");
    if (inputs.files.empty() != out.empty())
        return fail(Code::invalid, "cli.usage", "--input and --out FOUND go together");
    auto const limit = TRY(limit_of(arguments));
    pack::Problems problems;
    auto const content = TRY(job::read_content(job::pack_folders(context.settings), problems));
    auto const lake = TRY(job::PassingLake::make(*content.registry, context.settings.threads));
    auto const kept = TRY(
        job::index_kept(arguments.text("--in"), *content.registry, lake->get(), context.progress));
    if (!inputs.files.empty()) {
        auto const found =
            TRY(job::search_rows(kept, inputs, limit, job::threads_of(context.settings), out,
                                 *content.registry, lake->get(), context.progress));
        show(context, found, out);
        return {};
    }
    auto const asked = TRY(job::read_asked(known, kept.index.learned(), *content.registry));
    std::vector<std::string_view> const values(asked.begin(), asked.end());
    auto scratch = kept.index.scratch();
    linkage::Found found;
    TRY(kept.index.find(values, {limit}, scratch, found));
    show(context, kept, asked, found);
    return {};
}

}  // namespace jutong::cli
