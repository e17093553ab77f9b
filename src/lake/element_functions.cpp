// The elements' abilities as vectorised SQL functions: jt_parse_E, jt_normalise_E, jt_valid_E,
// jt_mask_E, jt_compare_E; and jt_levenshtein, jt_jaro_winkler, jt_pinyin, jt_division,
// jt_id_birth_date, jt_id_gender.
#include <array>

#include "base/text.h"
#include "element/id_facts.h"
#include "element/reference.h"
#include "element/text_compare.h"
#include "lake/engine.h"

namespace jutong::lake {

namespace {

using element::Element;

// What one registered function needs; owned by the engine.
struct Ability {
    Element const* element = nullptr;
    element::Reference const* reference = nullptr;
};

// The texts of one argument of a chunk, and which rows of it are null.
struct Argument {
    std::vector<std::string_view> texts;
    std::vector<std::uint8_t> null;

    void read(duckdb_data_chunk chunk, idx_t column) {
        auto const rows = duckdb_data_chunk_get_size(chunk);
        auto* const vector = duckdb_data_chunk_get_vector(chunk, column);
        auto const* const strings =
            static_cast<duckdb_string_t const*>(duckdb_vector_get_data(vector));
        auto* const validity = duckdb_vector_get_validity(vector);
        texts.resize(rows);
        null.resize(rows);
        for (idx_t i = 0; i < rows; ++i) {
            null[i] = validity != nullptr && ((validity[i / 64] >> (i % 64)) & 1) == 0 ? 1 : 0;
            texts[i] = null[i] != 0 ? std::string_view() : text_of(strings[i]);
        }
    }
};

// Work space of a thread: reused, so that a call allocates nothing once warm.
struct Scratch {
    Argument left, right;
    element::ValueColumn values;
    std::vector<std::string_view> texts;
    std::vector<double> numbers;
    std::vector<std::uint8_t> null;
    Arena arena;
};

Scratch& scratch() {
    static thread_local Scratch space;
    return space;
}

Ability const& ability(duckdb_function_info info) {
    return *static_cast<Ability const*>(duckdb_scalar_function_get_extra_info(info));
}

void set_null(duckdb_vector vector, idx_t row) {
    duckdb_vector_ensure_validity_writable(vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
}

void put_nulls(duckdb_vector vector, std::vector<std::uint8_t> const& null) {
    for (idx_t i = 0; i < null.size(); ++i)
        if (null[i] != 0) set_null(vector, i);
}

void put_texts(duckdb_vector vector, element::Texts texts) {
    for (idx_t i = 0; i < texts.size(); ++i)
        duckdb_vector_assign_string_element_len(vector, i, texts[i].data(), texts[i].size());
}

// Null where the argument was, and where reading failed.
void read_values(Scratch& s, Element const& element, duckdb_data_chunk input, element::Form form) {
    s.left.read(input, 0);
    element.read(s.left.texts, form, s.values);
    s.null.resize(s.left.null.size());
    for (std::size_t i = 0; i < s.null.size(); ++i)
        s.null[i] = s.left.null[i] != 0 || s.values.state[i] != element::state_ok ? 1 : 0;
}

void parse(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    auto const& element = *ability(info).element;
    read_values(s, element, input, element::Form::parsed);
    auto const rows = s.null.size();
    auto* const data = duckdb_vector_get_data(output);
    switch (element.kind()) {
        case element::Kind::text:
            put_texts(output, {s.values.text.data(), rows});
            break;
        case element::Kind::date:
            for (idx_t i = 0; i < rows; ++i)
                static_cast<std::int32_t*>(data)[i] = static_cast<std::int32_t>(s.values.number[i]);
            break;
        case element::Kind::boolean:
            for (idx_t i = 0; i < rows; ++i) static_cast<bool*>(data)[i] = s.values.number[i] != 0;
            break;
        case element::Kind::money: {
            auto* const amount = duckdb_struct_vector_get_child(output, 0);
            std::copy_n(s.values.number.data(), rows,
                        static_cast<std::int64_t*>(duckdb_vector_get_data(amount)));
            put_nulls(amount, s.null);
            auto* const currency = duckdb_struct_vector_get_child(output, 1);
            put_texts(currency, {s.values.text.data(), rows});
            put_nulls(currency, s.null);
            break;
        }
        default:
            std::copy_n(s.values.number.data(), rows, static_cast<std::int64_t*>(data));
    }
    put_nulls(output, s.null);
}

void normalise(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    auto const& element = *ability(info).element;
    read_values(s, element, input, element::Form::normalised);
    for (idx_t i = 0; i < s.null.size(); ++i) {
        if (s.null[i] != 0) {
            set_null(output, i);
        } else if (element.kind() == element::Kind::text) {
            duckdb_vector_assign_string_element_len(output, i, s.values.text[i].data(),
                                                    s.values.text[i].size());
        } else {
            auto const text = element.to_text({s.values.number[i], std::string(s.values.text[i])});
            duckdb_vector_assign_string_element_len(output, i, text.data(), text.size());
        }
    }
}

void valid(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    read_values(s, *ability(info).element, input, element::Form::parsed);
    auto* const out = static_cast<bool*>(duckdb_vector_get_data(output));
    for (idx_t i = 0; i < s.null.size(); ++i) out[i] = s.null[i] == 0;
    put_nulls(output, s.left.null);
}

void mask(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    s.left.read(input, 0);
    s.arena.clear();
    s.texts.resize(s.left.texts.size());
    ability(info).element->mask(s.left.texts, s.texts, s.arena);
    put_texts(output, s.texts);
    put_nulls(output, s.left.null);
}

void read_pair(Scratch& s, duckdb_data_chunk input) {
    s.left.read(input, 0);
    s.right.read(input, 1);
    s.null.resize(s.left.null.size());
    for (std::size_t i = 0; i < s.null.size(); ++i) s.null[i] = s.left.null[i] | s.right.null[i];
}

void compare(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    read_pair(s, input);
    auto* const out = static_cast<double*>(duckdb_vector_get_data(output));
    ability(info).element->compare(s.left.texts, s.right.texts, {out, s.null.size()});
    put_nulls(output, s.null);
}

void levenshtein(duckdb_function_info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    read_pair(s, input);
    auto* const out = static_cast<std::int64_t*>(duckdb_vector_get_data(output));
    for (std::size_t i = 0; i < s.null.size(); ++i)
        out[i] = static_cast<std::int64_t>(element::levenshtein(s.left.texts[i], s.right.texts[i]));
    put_nulls(output, s.null);
}

void jaro_winkler(duckdb_function_info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    read_pair(s, input);
    auto* const out = static_cast<double*>(duckdb_vector_get_data(output));
    for (std::size_t i = 0; i < s.null.size(); ++i)
        out[i] = element::jaro_winkler(s.left.texts[i], s.right.texts[i]);
    put_nulls(output, s.null);
}

void pinyin(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    s.left.read(input, 0);
    for (idx_t i = 0; i < s.left.texts.size(); ++i) {
        auto const text = ability(info).reference->pinyin(s.left.texts[i]);
        duckdb_vector_assign_string_element_len(output, i, text.data(), text.size());
    }
    put_nulls(output, s.left.null);
}

// The code of the lowest division that an address names, null where it names none.
void division_of(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    read_pair(s, input);
    auto const& address = ability(info).reference->address();
    for (idx_t i = 0; i < s.null.size(); ++i) {
        auto const parts = address.split(s.left.texts[i], s.right.texts[i]);
        s.null[i] = s.left.null[i] != 0 || parts.code.empty() ? 1 : 0;
        duckdb_vector_assign_string_element_len(output, i, parts.code.data(), parts.code.size());
    }
    put_nulls(output, s.null);
}

// What a citizen's number says of its bearer; null where it is no number.
void id_birth_date(duckdb_function_info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    s.left.read(input, 0);
    auto* const out = static_cast<std::int32_t*>(duckdb_vector_get_data(output));
    for (idx_t i = 0; i < s.left.texts.size(); ++i) {
        auto const day = element::id_birth_date(s.left.texts[i]);
        s.left.null[i] = day ? 0 : 1;
        out[i] = day.value_or(0);
    }
    put_nulls(output, s.left.null);
}

void id_gender(duckdb_function_info, duckdb_data_chunk input, duckdb_vector output) {
    auto& s = scratch();
    s.left.read(input, 0);
    for (idx_t i = 0; i < s.left.texts.size(); ++i) {
        auto const code = element::id_gender(s.left.texts[i]);
        s.left.null[i] = code.empty() ? 1 : 0;
        duckdb_vector_assign_string_element_len(output, i, code.data(), code.size());
    }
    put_nulls(output, s.left.null);
}

void destroy_ability(void* object) {
    delete static_cast<Ability*>(
        object);  // NOLINT(cppcoreguidelines-owning-memory): the engine's way to own
}

Done add(duckdb_connection connection, std::string const& name, int arguments,
         LogicalType const& result, duckdb_scalar_function_t function, Ability what) {
    Owned<duckdb_scalar_function, duckdb_destroy_scalar_function> const made(
        duckdb_create_scalar_function());
    LogicalType const text(duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR));
    duckdb_scalar_function_set_name(made.get(), name.c_str());
    for (int i = 0; i < arguments; ++i)
        duckdb_scalar_function_add_parameter(made.get(), text.get());
    duckdb_scalar_function_set_return_type(made.get(), result.get());
    duckdb_scalar_function_set_extra_info(made.get(), new Ability(what), destroy_ability);
    duckdb_scalar_function_set_function(made.get(), function);
    if (duckdb_register_scalar_function(connection, made.get()) != DuckDBSuccess)
        return fail(Code::internal, "lake.function", "Cannot register " + name);
    return {};
}

}  // namespace

Done register_element_functions(duckdb_connection connection, element::Registry const& registry) {
    auto const text = logical_type_of(Type::text);
    auto const boolean = logical_type_of(Type::boolean);
    auto const real = logical_type_of(Type::real);
    auto const integer = logical_type_of(Type::integer);
    for (auto const* const element : registry.all()) {
        auto const name = std::string(element->name());
        Ability const what{element, nullptr};
        TRY(add(connection, "jt_parse_" + name, 1, logical_type_of(type_of(element->kind())), parse,
                what));
        TRY(add(connection, "jt_normalise_" + name, 1, text, normalise, what));
        TRY(add(connection, "jt_valid_" + name, 1, boolean, valid, what));
        TRY(add(connection, "jt_mask_" + name, 1, text, mask, what));
        TRY(add(connection, "jt_compare_" + name, 2, real, compare, what));
    }
    TRY(add(connection, "jt_levenshtein", 2, integer, levenshtein, {}));
    TRY(add(connection, "jt_jaro_winkler", 2, real, jaro_winkler, {}));
    // jt_division(address, hint): where to look for names that say nothing alone, or an empty text.
    TRY(add(connection, "jt_division", 2, text, division_of, {nullptr, &registry.reference()}));
    TRY(add(connection, "jt_id_birth_date", 1, logical_type_of(Type::date), id_birth_date, {}));
    TRY(add(connection, "jt_id_gender", 1, text, id_gender, {}));
    return add(connection, "jt_pinyin", 1, text, pinyin, {nullptr, &registry.reference()});
}

}  // namespace jutong::lake
