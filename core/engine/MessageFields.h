// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineTypes.h"

#include <nlohmann/json.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

// How messages become text and back: each has one list of fields with their bounds, `layout<Type>`, which writes it as
// well as it reads it. Only the sources of requests and answers include this. Reading throws EngineError (Protocol).

inline constexpr std::size_t maxCount = 100'000'000;              ///< rows, pictures
inline constexpr std::size_t maxBytes = std::size_t{1} << 40;     ///< of one shared table
inline constexpr std::uint64_t maxWhole = std::uint64_t{1} << 53; ///< ids, streams, serials
inline constexpr std::uint64_t maxInt = std::numeric_limits<int>::max();
inline constexpr double largest = std::numeric_limits<double>::max();

[[noreturn]] void refuseMessage(const std::string& why);

/// The keys of one JSON object; refuses those that nobody asked for.
class JsonFields
{
public:
    explicit JsonFields(const nlohmann::json& object);

    [[nodiscard]] const nlohmann::json* find(const char* key); ///< null when it is missing
    [[nodiscard]] const nlohmann::json& at(const char* key);
    void end() const; ///< every key has been asked for

private:
    const nlohmann::json& m_object;
    std::size_t m_used = 0;
};

// The kinds of values. Each reads one out of JSON within its bounds and appends one to a text.

struct Whole
{
    std::uint64_t low, high;

    [[nodiscard]] std::uint64_t from(const nlohmann::json& value, const char* key) const;
    template <std::integral Value> void read(const nlohmann::json& value, const char* key, Value& into) const
    {
        into = static_cast<Value>(from(value, key));
    }
    template <std::integral Value> void write(std::string& text, Value value) const { text += std::to_string(value); }
};

struct Number
{
    double low, high;

    void read(const nlohmann::json& value, const char* key, double& into) const;
    void write(std::string& text, double value) const;
};

struct Loss ///< null is NaN: training may diverge
{
    void read(const nlohmann::json& value, const char* key, double& into) const;
    void write(std::string& text, double value) const;
};

struct Real ///< finite, as exact as it is
{
    void read(const nlohmann::json& value, const char* key, float& into) const;
    void write(std::string& text, float value) const;
};

struct Flag
{
    void read(const nlohmann::json& value, const char* key, bool& into) const;
    void write(std::string& text, bool value) const { text += value ? "true" : "false"; }
};

struct Text
{
    std::size_t longest;
    std::size_t sent = std::string::npos; ///< what is longer is cut when it is sent

    void read(const nlohmann::json& value, const char* key, std::string& into) const;
    void write(std::string& text, const std::string& value) const;
};

struct Range
{
    void read(const nlohmann::json& value, const char* key, ValueRange& into) const;
    void write(std::string& text, ValueRange value) const;
};

/// One of the values of an enum, by its name.
template <class Enum, std::size_t N> struct OneOf
{
    std::array<std::pair<Enum, const char*>, N> names;

    void read(const nlohmann::json& value, const char* key, Enum& into) const
    {
        std::string name;
        Text{20}.read(value, key, name);
        for (const auto& entry : names) {
            if (name == entry.second) {
                into = entry.first;
                return;
            }
        }
        refuseMessage("\"" + name + "\" is not known");
    }
    void write(std::string& text, Enum value) const
    {
        for (const auto& entry : names) {
            text += entry.first == value ? '"' + std::string(entry.second) + '"' : "";
        }
    }
};

template <class Kind> struct ListOf
{
    std::size_t longest;
    Kind kind;

    template <class Value> void read(const nlohmann::json& list, const char* key, std::vector<Value>& into) const
    {
        if (!list.is_array() || list.size() > longest) {
            refuseMessage(std::string(key) + " is not a list, or too long");
        }
        into.clear(); // it may have a value where nothing is said
        for (const nlohmann::json& value : list) {
            kind.read(value, key, into.emplace_back());
        }
    }
    template <class Value> void write(std::string& text, const std::vector<Value>& list) const
    {
        char before = '[';
        for (const Value& value : list) {
            text += std::exchange(before, ',');
            kind.write(text, value);
        }
        text += list.empty() ? "[]" : "]";
    }
};

/// A member and how it is called. An optional one may be missing.
template <class Body, class Value, class Kind> struct Field
{
    const char* key;
    Value Body::*member;
    Kind kind;

    void read(JsonFields& fields, Body& body) const
    {
        if constexpr (requires(Value & value) { value.emplace(); }) {
            if (const nlohmann::json* value = fields.find(key)) {
                kind.read(*value, key, (body.*member).emplace());
            }
        } else {
            kind.read(fields.at(key), key, body.*member);
        }
    }
    void write(std::string& text, const Body& body) const
    {
        if constexpr (requires(Value & value) { value.emplace(); }) {
            if (body.*member) {
                kind.write(begin(text), *(body.*member));
            }
        } else {
            kind.write(begin(text), body.*member);
        }
    }

private:
    std::string& begin(std::string& text) const
    {
        return text.append(text.back() == '{' ? "\"" : ",\"").append(key).append("\":");
    }
};

// clang deduces nothing for aggregates before its version 17.
template <class Body, class Value, class Kind> Field(const char*, Value Body::*, Kind) -> Field<Body, Value, Kind>;

/// What must hold between the fields before it.
template <class Body> struct Check
{
    void (*test)(const Body& body); ///< refuses the message

    void read(JsonFields& /*fields*/, const Body& body) const { test(body); }
    void write(std::string& /*text*/, const Body& /*body*/) const {}
};

/// The name of a message, its number of descriptors (an int, or a function of the message), its fields.
template <class Descriptors, class... Entries> struct Layout
{
    const char* name;
    Descriptors descriptors;
    std::tuple<Entries...> entries;
};

template <class Descriptors, class... Entries>
constexpr Layout<Descriptors, Entries...> message(const char* name, Descriptors descriptors, Entries... entries)
{
    return {name, descriptors, {entries...}};
}

/// What stands within a message.
template <class... Entries> constexpr auto object(Entries... entries)
{
    return message("", 0, entries...);
}

/// Specialised for every message and for what stands within one as an object.
template <class Body> inline constexpr auto layout = nullptr;

template <class Body> void readFields(JsonFields& fields, Body& body)
{
    std::apply([&](const auto&... entry) { (entry.read(fields, body), ...); }, layout<Body>.entries);
}

template <class Body> void writeFields(std::string& text, const Body& body)
{
    std::apply([&](const auto&... entry) { (entry.write(text, body), ...); }, layout<Body>.entries);
}

/// An object within a message.
struct Nested
{
    template <class Value> void read(const nlohmann::json& value, const char* /*key*/, Value& into) const
    {
        JsonFields fields(value);
        readFields(fields, into);
        fields.end();
    }
    template <class Value> void write(std::string& text, const Value& value) const
    {
        text += '{';
        writeFields(text, value);
        text += '}';
    }
};

template <>
inline constexpr auto layout<PictureShape> = object(Field{"channels", &PictureShape::channels, Whole{0, 3}},
                                                    Field{"height", &PictureShape::height, Whole{0, maxPictureSide}},
                                                    Field{"width", &PictureShape::width, Whole{0, maxPictureSide}});

inline constexpr OneOf<InputKind, 3> inputKinds = {{{
    {InputKind::Class, "class"},
    {InputKind::Number, "number"},
    {InputKind::Noise, "noise"},
}}};

template <>
inline constexpr auto layout<ModelInput> = object(
    Field{"name", &ModelInput::name, Text{200}}, Field{"kind", &ModelInput::kind, inputKinds},
    Field{"initial", &ModelInput::initial, Real{}}, Field{"classes", &ModelInput::classes, Whole{0, maxClasses}},
    Field{"isOneHot", &ModelInput::isOneHot, Flag{}}, Field{"low", &ModelInput::low, Real{}},
    Field{"high", &ModelInput::high, Real{}}, Field{"shape", &ModelInput::shape, ListOf<Whole>{4, {1, maxNoiseValues}}},
    Check<ModelInput>{[](const auto& input) {
        if (const std::string problem = problemOf(input); !problem.empty()) {
            refuseMessage(problem);
        }
    }});

struct Shape
{
    int smallest = 1; ///< 0 where 0 means "as it is"

    void read(const nlohmann::json& value, const char* key, PictureShape& into) const;
    void write(std::string& text, PictureShape value) const { Nested{}.write(text, value); }
};

/// Refuses a table of so many bytes that nobody has.
void checkTable(std::size_t rows, std::size_t bytesInARow);

/// `kind` is the key of the body's name.
template <class Message> std::string textOf(const Message& message, const char* kind)
{
    std::string text = "{\"id\":" + std::to_string(message.id) + ",\"" + kind + "\":\"";
    std::visit(
        [&]<class Body>(const Body& body) {
            text.append(layout<Body>.name) += '"';
            writeFields(text, body);
        },
        message.body);
    return text + '}';
}

template <class Variant, std::size_t... I>
Variant readNamed(const std::string& name, JsonFields& fields, std::index_sequence<I...> /*alternatives*/)
{
    Variant body;
    const bool isKnown = ((name == layout<std::variant_alternative_t<I, Variant>>.name &&
                           (readFields(fields, body.template emplace<I>()), true)) ||
                          ...);
    if (!isKnown) {
        refuseMessage("\"" + name + "\" is not known");
    }
    return body;
}

[[nodiscard]] nlohmann::json parseMessage(std::string_view text);

template <class Message> Message messageFrom(std::string_view text, const char* kind, std::size_t descriptors)
{
    using Variant = decltype(Message::body);
    const nlohmann::json json = parseMessage(text);
    JsonFields fields(json);
    Message message;
    std::string name;
    Whole{1, maxWhole}.read(fields.at("id"), "id", message.id);
    Text{40}.read(fields.at(kind), kind, name);
    message.body = readNamed<Variant>(name, fields, std::make_index_sequence<std::variant_size_v<Variant>>());
    fields.end();
    const std::size_t expected = std::visit(
        []<class Body>(const Body& body) -> std::size_t {
            if constexpr (requires { layout<Body>.descriptors(body); }) {
                return layout<Body>.descriptors(body);
            } else {
                return layout<Body>.descriptors;
            }
        },
        message.body);
    if (descriptors != expected) {
        refuseMessage("it came with the wrong number of descriptors");
    }
    return message;
}
