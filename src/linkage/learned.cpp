#include "linkage/learned.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "linkage/shares.h"

namespace jutong::linkage {

namespace {

constexpr std::size_t associated_max = 1001;  // values, with the one that stands for none
constexpr std::size_t guards_max = 16;
constexpr double bits_max = 200;
constexpr double rows_most = 1e12;
constexpr std::string_view exchanged = "exchanged";

constexpr std::array keys_all = {Keys::all, Keys::value, Keys::none};
std::string_view to_string(Keys keys) {
    constexpr std::array<std::string_view, 3> names = {"all", "value", "none"};
    return names[static_cast<std::size_t>(keys)];
}

}  // namespace

std::string_view Learned::level_name(std::size_t field, std::size_t level) const {
    auto const& [crossed, levels] = fields[field].comparison;
    if (crossed >= 0 && level + 1 == levels) return exchanged;
    auto const names = levels_of(fields[field].kind);
    return level < names.size() ? names[level] : "goes together less";
}

KnownColumn Learned::known(std::size_t field) const {
    return {fields[field].column, fields[field].kind, fields[field].keys, nullptr};
}

json::object to_json(Learned const& learned) {
    json::array classes, fields, guards;
    for (auto const& one : learned.classes) {
        json::array shares;
        for (auto const at : one.anchors) shares.push_back(json::string(learned.fields[at].column));
        classes.push_back({{"shares", std::move(shares)}, {"prior_bits", one.prior}});
    }
    for (std::size_t i = 0; i < learned.fields.size(); ++i) {
        auto const& field = learned.fields[i];
        auto const& c = field.comparison;
        json::array levels;
        for (std::size_t l = 0; l < c.levels; ++l) {
            json::array shares;
            for (auto const& one : learned.classes) shares.push_back(one.shares[i][l]);
            levels.push_back({{"level", learned.level_name(i, l)},
                              {"u", field.strangers[l]},
                              {"bits", learned.classes.front().bits[i][l]},
                              {"shares", shares}});
        }
        json::value crossed = nullptr;
        if (c.crossed >= 0)
            crossed = json::string(learned.fields[static_cast<std::size_t>(c.crossed)].column);
        json::object out{{"column", field.column},         {"kind", linkage::to_string(field.kind)},
                         {"block", to_string(field.keys)}, {"equal", field.equal},
                         {"exchanged_with", crossed},      {"levels", levels}};
        if (field.association) {
            json::array values, together;
            for (auto const& value : field.association->values)
                values.push_back(json::string(value));
            for (auto const level : field.association->levels) together.push_back(level);
            out["goes_together"] = {{"values", values}, {"levels", together}};
        }
        fields.push_back(std::move(out));
    }
    for (auto const& guard : learned.guards)
        guards.push_back({{"column", guard.column}, {"element", guard.element}});
    return {{"version", model_version},      {"rows", learned.rows},
            {"partners", learned.partners},  {"alone", learned.alone},
            {"classes", std::move(classes)}, {"fields", std::move(fields)},
            {"guards", std::move(guards)}};
}

namespace {

tl::unexpected<Error> wrong(std::string_view where, std::string_view what) {
    return fail(Code::invalid, "linkage.model",
                fmt::format("The model is damaged or not one of ours: {}: {}; make it anew by "
                            "jutong fuse --input",
                            where, what));
}

Result<json::value const*> member(json::value const& in, std::string_view key,
                                  std::string const& where) {
    auto const* const object = in.if_object();
    auto const* const found = object == nullptr ? nullptr : object->if_contains(key);
    if (found == nullptr) return wrong(where, fmt::format("{} is missing", key));
    return found;
}

Result<double> number(json::value const& in, std::string_view key, double least, double most,
                      std::string const& where) {
    auto const* const found = TRY(member(in, key, where));
    double out = 0;
    if (found->is_double())
        out = found->get_double();
    else if (found->is_int64())
        out = static_cast<double>(found->get_int64());
    else if (found->is_uint64())
        out = static_cast<double>(found->get_uint64());
    else
        return wrong(where, fmt::format("{} is not a number", key));
    if (!(out >= least && out <= most))
        return wrong(where, fmt::format("{} is not within {} and {}", key, least, most));
    return out;
}

Result<std::string> text(json::value const& in, std::string_view key, std::string const& where) {
    auto const* const found = TRY(member(in, key, where));
    if (!found->is_string()) return wrong(where, fmt::format("{} is not a text", key));
    return std::string(found->get_string());
}

Result<json::array const*> list(json::value const& in, std::string_view key, std::size_t most,
                                std::string const& where) {
    auto const* const found = TRY(member(in, key, where));
    auto const* const out = found->if_array();
    if (out == nullptr) return wrong(where, fmt::format("{} is not a list", key));
    if (out->size() > most) return wrong(where, fmt::format("{} has over {} items", key, most));
    return out;
}

Result<Association> read_association(json::value const& in, std::string const& where) {
    Association out;
    auto const* const values = TRY(list(in, "values", associated_max, where));
    for (auto const& value : *values) {
        if (!value.is_string()) return wrong(where, "values has what is not a text");
        out.values.emplace_back(value.get_string());
    }
    auto const size = out.values.size() * out.values.size();
    auto const* const levels = TRY(list(in, "levels", associated_max * associated_max, where));
    if (levels->size() != size) return wrong(where, "levels are not one for each two values");
    for (auto const& level : *levels) {
        if (!level.is_int64() || level.get_int64() < 0 || level.get_int64() > 3)
            return wrong(where, "levels has what is none");
        out.levels.push_back(static_cast<Level>(level.get_int64()));
    }
    return out;
}

class Reading {
public:
    explicit Reading(json::value const& model) : model_(model) {}

    Result<Learned> all() {
        out_.rows = TRY(number(model_, "rows", 0, rows_most, "model"));
        out_.partners = TRY(number(model_, "partners", 0, rows_most, "model"));
        out_.alone = TRY(number(model_, "alone", 0, 1, "model"));
        auto const* const fields = TRY(list(model_, "fields", fields_max, "model"));
        if (fields->empty()) return wrong("model", "fields is empty");
        for (auto const& field : *fields) TRY(read_field(field));
        TRY(read_classes());
        for (std::size_t i = 0; i < fields->size(); ++i) {
            TRY(read_crossed((*fields)[i], i));
            TRY(read_levels((*fields)[i], i));
        }
        std::vector<Shares> strangers;
        std::vector<double> equal;
        std::vector<Comparison> comparisons;
        for (auto const& field : out_.fields) {
            strangers.push_back(field.strangers);
            equal.push_back(field.equal);
            comparisons.push_back(field.comparison);
        }
        for (auto& one : out_.classes) weigh(one, strangers, equal, comparisons);
        auto const* const guards = TRY(list(model_, "guards", guards_max, "model"));
        for (auto const& guard : *guards) {
            auto column = TRY(text(guard, "column", "guards"));
            auto element = TRY(text(guard, "element", "guards"));
            out_.guards.push_back({std::move(column), std::move(element)});
        }
        return std::move(out_);
    }

private:
    Done read_field(json::value const& in) {
        LearnedField field;
        field.column = TRY(text(in, "column", "fields"));
        if (std::ranges::find(out_.fields, field.column, &LearnedField::column) !=
            out_.fields.end())
            return wrong("fields", "a column stands twice");
        auto const where = "fields: " + field.column;
        auto const kind = TRY(text(in, "kind", where));
        auto const found =
            std::ranges::find(kinds, kind, [](Kind one) { return linkage::to_string(one); });
        if (found == kinds.end()) return wrong(where, "kind is none");
        field.kind = *found;
        auto const keys = TRY(text(in, "block", where));
        auto const block =
            std::ranges::find(keys_all, keys, [](Keys one) { return to_string(one); });
        if (block == keys_all.end()) return wrong(where, "block is none");
        field.keys = *block;
        field.equal = TRY(number(in, "equal", 1e-15, 1, where));
        if (in.as_object().contains("goes_together")) {
            if (field.kind != Kind::category) return wrong(where, "only categories go together");
            field.association = TRY(read_association(in.as_object().at("goes_together"), where));
        }
        out_.fields.push_back(std::move(field));
        return {};
    }

    Done read_classes() {
        auto const* const classes = TRY(list(model_, "classes", classes_max, "model"));
        for (auto const& in : *classes) {
            PairClass one;
            one.prior = TRY(number(in, "prior_bits", -bits_max, bits_max, "classes"));
            auto const* const anchors = TRY(list(in, "shares", 2, "classes"));
            for (auto const& anchor : *anchors) {
                if (!anchor.is_string()) return wrong("classes", "shares has what is not a column");
                one.anchors.push_back(TRY(place_of(std::string(anchor.get_string()), "classes")));
            }
            if (one.anchors.empty() != out_.classes.empty())
                return wrong("classes", "the first, and it alone, shares nothing");
            one.shares.resize(out_.fields.size());
            out_.classes.push_back(std::move(one));
        }
        if (out_.classes.empty()) return wrong("model", "classes is empty");
        return {};
    }

    Result<std::size_t> place_of(std::string const& column, std::string const& where) const {
        auto const found = std::ranges::find(out_.fields, column, &LearnedField::column);
        if (found == out_.fields.end()) return wrong(where, "there is no column " + column);
        return static_cast<std::size_t>(found - out_.fields.begin());
    }

    Done read_crossed(json::value const& in, std::size_t at) {
        auto const where = "fields: " + out_.fields[at].column;
        auto const* const with = TRY(member(in, "exchanged_with", where));
        if (with->is_null()) return {};
        auto const column = TRY(text(in, "exchanged_with", where));
        auto const other = TRY(place_of(column, where));
        if (other != at + 1) return wrong(where, "only the next column is exchanged with");
        out_.fields[at].comparison.crossed = static_cast<int>(other);
        return {};
    }

    Done read_levels(json::value const& in, std::size_t at) {
        auto& field = out_.fields[at];
        auto const where = "fields: " + field.column;
        auto const* const levels = TRY(list(in, "levels", levels_max, where));
        auto const awaited =
            field.association ? 4 : levels_of(field.kind).size() + (field.comparison.crossed >= 0);
        if (levels->size() != awaited)
            return wrong(where, fmt::format("levels are not {}", awaited));
        field.comparison.levels = awaited;
        for (std::size_t l = 0; l < awaited; ++l) {
            auto const& level = (*levels)[l];
            field.strangers[l] = TRY(number(level, "u", 0, 1, where));
            auto const* const shares = TRY(list(level, "shares", classes_max, where));
            if (shares->size() != out_.classes.size())
                return wrong(where, "shares are not one for each class");
            for (std::size_t c = 0; c < shares->size(); ++c) {
                json::object const one{{"share", (*shares)[c]}};
                out_.classes[c].shares[at][l] = TRY(number(one, "share", 0, 1, where));
            }
        }
        return {};
    }

    json::value const& model_;
    Learned out_;
};

}  // namespace

Result<Learned> read_model(std::string_view text) {
    if (text.size() > model_bytes_max)
        return fail(Code::limited, "linkage.model.size", "The model has more than 16 MiB");
    boost::system::error_code error;
    json::parse_options options;
    options.max_depth = 8;
    auto const model = json::parse(text, error, {}, options);
    if (error) return wrong("model", "it is no JSON");
    auto const version = TRY(number(model, "version", 0, 1e9, "model"));
    if (version != static_cast<double>(model_version))
        return fail(Code::invalid, "linkage.model.version",
                    fmt::format("The model is of version {}, this program reads {}; make it anew "
                                "by jutong fuse --input",
                                version, model_version));
    return Reading(model).all();
}

Learned Model::learned() const {
    Learned out;
    out.rows = records_->rows();
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        auto const& field = fields_[i];
        auto& one = out.fields.emplace_back();
        one.column = field.column().name;
        one.kind = field.kind();
        one.keys = field.blocks_by();
        one.comparison = comparisons_[i];
        one.strangers = strangers_[i];
        one.equal = u_equal_[i];
        if (associations_[i].empty()) continue;
        auto& association = one.association.emplace();
        auto const& values = field.column().values;
        for (Term term = 0; term < values.size(); ++term)
            association.values.emplace_back(values.at(term));
        association.levels = associations_[i];
    }
    out.classes = classes_;
    return out;
}

}  // namespace jutong::linkage
