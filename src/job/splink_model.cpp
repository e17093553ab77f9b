#include "job/splink_model.h"

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/text.h"

namespace jutong::job {

namespace json = boost::json;

namespace {

constexpr double share_min = 1e-300;  // Splink's own
constexpr double share_never_observed = 1e-6;
constexpr std::size_t comparisons_max = 100;
constexpr std::size_t levels_max = 100;

tl::unexpected<Error> refused(std::string const& what) {
    return fail(Code::invalid, "fuse.splink", "Splink model: " + what);
}

std::string text_of(json::object const& object, std::string_view key, std::string otherwise = {}) {
    auto const* const value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return otherwise;
    return std::string(value->as_string());
}

bool is_true(json::object const& object, std::string_view key) {
    auto const* const value = object.if_contains(key);
    return value != nullptr && value->is_bool() && value->as_bool();
}

Result<double> number_of(json::object const& object, std::string_view key, double otherwise,
                         std::string const& where) {
    auto const* const value = object.if_contains(key);
    if (value == nullptr || value->is_null()) return otherwise;
    boost::system::error_code error;
    auto const number = value->to_number<double>(error);
    if (error || !std::isfinite(number) || number < 0)
        return refused(fmt::format("{}: {} must be a number from 0", where, key));
    return number;
}

// m or u of a level.
Result<double> share_of(json::object const& level, std::string_view key, double otherwise,
                        std::string const& where) {
    auto const* const value = level.if_contains(key);
    if (value != nullptr && value->is_string()) return share_never_observed;
    auto const share = TRY(number_of(level, key, otherwise, where));
    if (share > 1) return refused(fmt::format("{}: {} is above 1", where, key));
    return share;
}

// What a level that was never trained counts as: Splink's own defaults, by how many levels of the
// comparison stand below it.
struct Untrained {
    double m, u;

    Untrained(std::size_t levels, std::size_t below) {
        constexpr double equal = 0.95, least_bits = -5, most_bits = 3, equal_bits = 10;
        auto const others = static_cast<double>(std::max<std::size_t>(levels, 2) - 1);
        auto const is_best = below + 1 == levels;
        m = is_best ? equal : (1 - equal) / others;
        auto const step = others > 1 ? (most_bits - least_bits) / (others - 1) : 0;
        u = m / std::exp2(is_best ? equal_bits : least_bits + step * static_cast<double>(below));
    }
};

// Without quotes, spaces and case: "name_l" = "name_r" is name_l=name_r.
std::string bare(std::string_view condition) {
    std::string out;
    for (auto const c : condition)
        if (c != '"' && c != ' ' && c != '\n' && c != '(' && c != ')')
            out += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return out;
}

bool is_equality_of(SplinkLevel const& level, std::string const& column) {
    auto const left = bare(column) + "_l", right = bare(column) + "_r";
    auto const condition = bare(level.condition);
    return condition == left + "=" + right || condition == right + "=" + left;
}

class Reading {
public:
    Result<SplinkModel> read(std::string_view text) {
        boost::system::error_code error;
        auto const value = json::parse(text, error);
        if (error || !value.is_object())
            return refused("not JSON; save it with linker.misc.save_model_to_json");
        auto const& object = value.as_object();
        TRY(head(object));
        TRY(rules(object));
        auto const* const comparisons = object.if_contains("comparisons");
        if (comparisons == nullptr || !comparisons->is_array() || comparisons->as_array().empty())
            return refused("comparisons are missing");
        if (comparisons->as_array().size() > comparisons_max)
            return refused(fmt::format("more than {} comparisons", comparisons_max));
        for (auto const& one : comparisons->as_array()) TRY(comparison(one));
        return std::move(model_);
    }

private:
    Done head(json::object const& object) {
        auto const dialect = text_of(object, "sql_dialect", "duckdb");
        if (dialect != "duckdb")
            return refused("its SQL is of " + dialect + "; only DuckDB's is understood");
        auto const type = text_of(object, "link_type");
        if (type == "dedupe_only")
            model_.scope = SplinkScope::dedupe;
        else if (type == "link_only")
            model_.scope = SplinkScope::link;
        else if (type == "link_and_dedupe")
            model_.scope = SplinkScope::link_and_dedupe;
        else
            return refused("link_type must be dedupe_only, link_only or link_and_dedupe");
        auto const prior =
            TRY(number_of(object, "probability_two_random_records_match", 0.0001, "model"));
        if (prior <= 0 || prior >= 1)
            return refused("probability_two_random_records_match must be between 0 and 1");
        model_.prior = std::log2(prior / (1 - prior));
        model_.id_column = text_of(object, "unique_id_column_name", "unique_id");
        model_.source_column = text_of(object, "source_dataset_column_name", "source_dataset");
        model_.weight_prefix = text_of(object, "match_weight_column_prefix", "mw_");
        model_.frequency_prefix = text_of(object, "term_frequency_adjustment_column_prefix", "tf_");
        return {};
    }

    Done rules(json::object const& object) {
        auto const* const rules = object.if_contains("blocking_rules_to_generate_predictions");
        if (rules == nullptr || !rules->is_array()) return {};
        for (auto const& rule : rules->as_array()) {
            if (rule.is_string()) {
                model_.rules.emplace_back(rule.as_string());
                continue;
            }
            if (!rule.is_object() || text_of(rule.as_object(), "blocking_rule").empty())
                return refused("a blocking rule without blocking_rule");
            if (rule.as_object().contains("arrays_to_explode"))
                return refused("the blocking rule " + text_of(rule.as_object(), "blocking_rule") +
                               " explodes arrays, which tables of text do not have");
            model_.rules.push_back(text_of(rule.as_object(), "blocking_rule"));
        }
        return {};
    }

    Done comparison(json::value const& value) {
        if (!value.is_object()) return refused("a comparison is not an object");
        auto const& object = value.as_object();
        SplinkComparison out;
        out.name = text_of(object, "output_column_name",
                           fmt::format("comparison_{}", model_.comparisons.size() + 1));
        auto const* const levels = object.if_contains("comparison_levels");
        if (levels == nullptr || !levels->is_array() || levels->as_array().empty() ||
            levels->as_array().size() > levels_max)
            return refused(out.name + ": comparison_levels are missing, or more than 100");
        std::size_t telling = 0;
        for (auto const& level : levels->as_array()) {
            if (!level.is_object()) return refused(out.name + ": a level is not an object");
            if (!is_true(level.as_object(), "is_null_level")) ++telling;
        }
        auto below = telling;
        for (auto const& level : levels->as_array())
            TRY(this->level(level.as_object(), telling, below, out));
        TRY(find_exact(out));
        model_.comparisons.push_back(std::move(out));
        return {};
    }

    Done level(json::object const& object, std::size_t telling, std::size_t& below,
               SplinkComparison& of) {
        SplinkLevel out;
        out.condition = text_of(object, "sql_condition");
        out.label = text_of(object, "label_for_charts", out.condition);
        auto const where = of.name + ", level " + out.label;
        if (out.condition.empty()) return refused(where + ": sql_condition is missing");
        out.is_else = bare(out.condition) == "else";
        if (!of.levels.empty() && of.levels.back().is_else)
            return refused(where + ": stands after ELSE and is never tried");
        if (is_true(object, "is_null_level")) {
            of.levels.push_back(std::move(out));
            return {};
        }
        Untrained const untrained(telling, --below);
        auto const m = TRY(share_of(object, "m_probability", untrained.m, where));
        auto const u = TRY(share_of(object, "u_probability", untrained.u, where));
        out.weight = std::log2(std::max(m, share_min) / std::max(u, share_min));
        out.u = u;
        out.tf_weight = TRY(number_of(object, "tf_adjustment_weight", 1, where));
        out.tf_least = TRY(number_of(object, "tf_minimum_u_value", 0, where));
        if (!out.is_else && out.tf_weight > 0)
            out.tf_column = text_of(object, "tf_adjustment_column");
        if (is_true(object, "disable_tf_exact_match_detection")) out.tf_u = u;
        of.levels.push_back(std::move(out));
        return {};
    }

    // A term's frequency stands in for u of the level where its column is equal.
    static Done find_exact(SplinkComparison& comparison) {
        for (auto& level : comparison.levels) {
            if (level.tf_column.empty() || level.tf_u > 0) continue;
            auto const exact = std::ranges::find_if(comparison.levels, [&](auto const& other) {
                return is_equality_of(other, level.tf_column);
            });
            if (exact == comparison.levels.end())
                return refused(
                    fmt::format("{}, level {}: its term frequency needs a level of equal {}",
                                comparison.name, level.label, level.tf_column));
            level.tf_u = exact->u;
        }
        return {};
    }

    SplinkModel model_;
};

}  // namespace

bool SplinkComparison::has_term_frequencies() const {
    return std::ranges::any_of(levels, [](auto const& level) { return !level.tf_column.empty(); });
}

std::vector<std::string> SplinkModel::frequency_columns() const {
    std::vector<std::string> out;
    for (auto const& comparison : comparisons)
        for (auto const& level : comparison.levels)
            if (!level.tf_column.empty() && std::ranges::find(out, level.tf_column) == out.end())
                out.push_back(level.tf_column);
    return out;
}

Result<SplinkModel> read_splink_model(std::string_view json) { return Reading().read(json); }

}  // namespace jutong::job
