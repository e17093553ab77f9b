#include "api/schema.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace jutong::api {

namespace {

constexpr std::string_view component_prefix = "#/components/schemas/";

Schema typed(std::string_view type, std::string_view about) {
    Schema schema{{"type", type}};
    if (!about.empty()) schema["description"] = about;
    return schema;
}

class Check {
public:
    Check(Components const& components, std::vector<Mistake>& mistakes)
        : components_(components), mistakes_(mistakes) {}

    void value(json::value const& value, Schema const& schema, std::string const& field) {
        if (mistakes_.size() >= mistakes_max) return;
        if (auto const* const ref = schema.if_contains("$ref")) {
            auto const name = std::string_view(ref->as_string()).substr(component_prefix.size());
            return this->value(value, components_.find(name)->second, field);
        }
        if (auto const* const either =
                schema.if_contains("anyOf")) {  // nullable(): null or the first
            if (!value.is_null()) this->value(value, either->as_array().at(0).as_object(), field);
            return;
        }
        auto const* const type = schema.if_contains("type");
        if (type == nullptr) return;
        auto const name = std::string_view(type->as_string());
        if (!is(value, name))
            return add(field, "type", fmt::format("It must be {}", wanted(name)),
                       fmt::format("Give {}", wanted(name)));
        if (name == "object") return object(value.as_object(), schema, field);
        if (name == "array") return array(value.as_array(), schema, field);
        if (name == "string") return text(value.as_string(), schema, field);
        if (name == "integer") return range(value, schema, field);
    }

private:
    static bool is(json::value const& value, std::string_view type) {
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "boolean") return value.is_bool();
        if (type == "integer") return value.is_int64();
        return value.is_number();
    }

    static std::string_view wanted(std::string_view type) {
        if (type == "object") return "an object";
        if (type == "array") return "a list";
        if (type == "string") return "a text";
        if (type == "boolean") return "true or false";
        if (type == "integer") return "a whole number";
        return "a number";
    }

    static std::string below(std::string const& field, std::string_view name) {
        return field.empty() ? std::string(name) : field + "." + std::string(name);
    }

    void add(std::string const& field, std::string_view rule, std::string detail,
             std::string remedy) {
        mistakes_.push_back({field, std::string(rule), std::move(detail), std::move(remedy)});
    }

    void object(json::object const& value, Schema const& schema, std::string const& field) {
        if (auto const* const required = schema.if_contains("required"))
            for (auto const& name : required->as_array())
                if (!value.contains(name.as_string()))
                    add(below(field, name.as_string()), "required", "It is missing", "Give it");
        auto const* const properties = schema.if_contains("properties");
        auto const* const others = schema.if_contains("additionalProperties");
        if (auto const* const max = schema.if_contains("maxProperties");
            max != nullptr && value.size() > static_cast<std::size_t>(max->as_int64()))
            return add(field, "items", "It has too many entries",
                       fmt::format("Give at most {}", max->as_int64()));
        for (auto const& [name, item] : value) {
            auto const* const known =
                properties == nullptr ? nullptr : properties->as_object().if_contains(name);
            auto const at = below(field, escaped(name));
            if (known != nullptr)
                this->value(item, known->as_object(), at);
            else if (others != nullptr && others->is_object())
                this->value(item, others->as_object(), at);
            else
                add(at, "unknown", "There is no such field", known_names(properties));
        }
    }

    static std::string known_names(json::value const* properties) {
        std::string names;
        if (properties != nullptr)
            for (auto const& [name, schema] : properties->as_object())
                names += (names.empty() ? "" : ", ") + std::string(name);
        return names.empty() ? "Leave it out" : "Leave it out; there are: " + names;
    }

    void array(json::array const& value, Schema const& schema, std::string const& field) {
        if (auto const* const max = schema.if_contains("maxItems");
            max != nullptr && value.size() > static_cast<std::size_t>(max->as_int64()))
            return add(field, "items", "It has too many items",
                       fmt::format("Give at most {}", max->as_int64()));
        auto const* const item = schema.if_contains("items");
        if (item == nullptr) return;
        for (std::size_t i = 0; i < value.size(); ++i)
            this->value(value[i], item->as_object(), below(field, std::to_string(i)));
    }

    void text(json::string const& value, Schema const& schema, std::string const& field) {
        std::string_view const text(value.data(), value.size());
        if (text.find('\0') != std::string_view::npos || !is_utf8(text))
            return add(field, "text", "It has a NUL or bytes that are not UTF-8", "Leave them out");
        if (auto const* const values = schema.if_contains("enum")) {
            auto const& all = values->as_array();
            if (std::ranges::any_of(all, [&](auto const& v) { return v.as_string() == text; }))
                return;
            std::string names;
            for (auto const& v : all)
                names += (names.empty() ? "" : ", ") + std::string(v.as_string());
            return add(field, "enum", "It is none of the values there are",
                       "Give one of: " + names);
        }
        auto const size = static_cast<std::int64_t>(length(text));
        auto const* const min = schema.if_contains("minLength");
        auto const* const max = schema.if_contains("maxLength");
        if ((min != nullptr && size < min->as_int64()) ||
            (max != nullptr && size > max->as_int64()))
            add(field, "length", fmt::format("It has {} characters", size),
                fmt::format("Give {} to {} characters", min == nullptr ? 0 : min->as_int64(),
                            max == nullptr ? size : max->as_int64()));
    }

    void range(json::value const& value, Schema const& schema, std::string const& field) {
        auto const* const min = schema.if_contains("minimum");
        auto const* const max = schema.if_contains("maximum");
        if ((min != nullptr && value.as_int64() < min->as_int64()) ||
            (max != nullptr && value.as_int64() > max->as_int64()))
            add(field, "range", "It is out of range",
                fmt::format("Give {} to {}", min == nullptr ? INT64_MIN : min->as_int64(),
                            max == nullptr ? INT64_MAX : max->as_int64()));
    }

    Components const& components_;
    std::vector<Mistake>& mistakes_;
};

}  // namespace

Schema text(std::string_view about) { return typed("string", about); }

Schema text_of(std::size_t min, std::size_t max, std::string_view about) {
    auto schema = typed("string", about);
    schema["minLength"] = static_cast<std::int64_t>(min);
    schema["maxLength"] = static_cast<std::int64_t>(max);
    return schema;
}

Schema time_text(std::string_view about) {
    auto schema = typed("string", about);
    schema["format"] = "date-time";
    return schema;
}

Schema integer(std::string_view about) {
    auto schema = typed("integer", about);
    schema["format"] = "int64";
    return schema;
}

Schema integer_of(std::int64_t min, std::int64_t max, std::string_view about) {
    auto schema = integer(about);
    schema["minimum"] = min;
    schema["maximum"] = max;
    return schema;
}

Schema number(std::string_view about) { return typed("number", about); }

Schema boolean(std::string_view about) { return typed("boolean", about); }

Schema choice(std::vector<std::string_view> const& values, std::string_view about) {
    auto schema = typed("string", about);
    json::array all;
    for (auto const value : values) all.emplace_back(value);
    schema["enum"] = std::move(all);
    return schema;
}

Schema list_of(Schema item, std::size_t max) {
    Schema schema{{"type", "array"}, {"items", std::move(item)}};
    if (max > 0) schema["maxItems"] = static_cast<std::int64_t>(max);
    return schema;
}

Schema map_of(Schema value, std::size_t max) {
    Schema schema{{"type", "object"}, {"additionalProperties", std::move(value)}};
    if (max > 0) schema["maxProperties"] = static_cast<std::int64_t>(max);
    return schema;
}

Schema nullable(Schema schema) {
    return Schema{{"anyOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
}

Schema component(std::string_view name) {
    return Schema{{"$ref", std::string(component_prefix) + std::string(name)}};
}

Schema object(std::vector<Property> properties) {
    json::object all;
    json::array required;
    for (auto& property : properties) {
        if (property.required) required.emplace_back(property.name);
        all[property.name] = std::move(property.schema);
    }
    Schema schema{{"type", "object"}, {"properties", std::move(all)}};
    if (!required.empty()) schema["required"] = std::move(required);
    schema["additionalProperties"] = false;
    return schema;
}

Schema page_of(Schema item) {
    return object({{"items", list_of(std::move(item))},
                   maybe("next", nullable(text("The cursor of the next page; none at the end"))),
                   maybe("total", integer("Of all pages"))});
}

Schema items_of(Schema item) { return object({{"items", list_of(std::move(item))}}); }

std::vector<Mistake> mistakes_of(json::value const& value, Schema const& schema,
                                 Components const& components, std::string const& field) {
    std::vector<Mistake> mistakes;
    Check(components, mistakes).value(value, schema, field);
    return mistakes;
}

}  // namespace jutong::api
