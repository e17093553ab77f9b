// The shapes of what goes in and out, as JSON Schema 2020-12: printed in the OpenAPI description,
// and held against what comes in.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace jutong::api {

using Schema = json::object;

Schema text(std::string_view about = {});
Schema text_of(std::size_t min, std::size_t max, std::string_view about = {});  // code points
Schema time_text(std::string_view about = {});                                  // ISO 8601, UTC
Schema integer(std::string_view about = {});
Schema integer_of(std::int64_t min, std::int64_t max, std::string_view about = {});
Schema number(std::string_view about = {});
Schema boolean(std::string_view about = {});
Schema choice(std::vector<std::string_view> const& values, std::string_view about = {});
Schema list_of(Schema item, std::size_t max = 0);
Schema map_of(Schema value, std::size_t max = 0);
Schema nullable(Schema schema);
Schema component(std::string_view name);  // one of the components, by its name

struct Property {
    std::string name;
    Schema schema;
    bool required = true;
};
inline Property maybe(std::string name, Schema schema) {
    return {std::move(name), std::move(schema), false};
}
Schema object(std::vector<Property> properties);
// {items: […], next}: a page of a list.
Schema page_of(Schema item);
// {items: […]}: a whole list.
Schema items_of(Schema item);

using Components = std::map<std::string, Schema, std::less<>>;

struct Mistake {
    std::string field;  // columns.0.name; empty: the whole
    std::string rule;   // type, required, unknown, enum, length, range, items
    std::string detail;
    std::string remedy;
};

inline constexpr std::size_t mistakes_max = 50;

// What is wrong with a value; nothing where it fits. Unknown properties are mistakes.
std::vector<Mistake> mistakes_of(json::value const& value, Schema const& schema,
                                 Components const& components, std::string const& field = {});

}  // namespace jutong::api
