// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/JsonFields.h"
#include "engine/Messages.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

// What requests and answers are made of; only their two sources include this.

inline constexpr std::size_t maxCount = 100'000'000;              ///< rows, pictures
inline constexpr std::size_t maxBytes = std::size_t{1} << 40;     ///< of one shared table
inline constexpr std::uint64_t maxWhole = std::uint64_t{1} << 53; ///< ids, streams, serials
inline constexpr std::size_t maxMessage = std::size_t{16} << 10;  ///< of an error sentence
inline constexpr double largest = std::numeric_limits<double>::max();

/// Values of an enum and how they are written.
template <class Enum, std::size_t N> using EnumNames = std::array<std::pair<Enum, const char*>, N>;

template <class Enum, std::size_t N> const char* nameIn(const EnumNames<Enum, N>& names, Enum value)
{
    return std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == value; })->second;
}

template <class Enum, std::size_t N> Enum valueIn(const EnumNames<Enum, N>& names, const std::string& name)
{
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const auto& entry) { return name == entry.second; });
    if (found == names.end()) {
        JsonFields::refuse("\"" + name.substr(0, 40) + "\" is not known");
    }
    return found->first;
}

inline nlohmann::json shapeToJson(PictureShape shape)
{
    return {{"channels", shape.channels}, {"height", shape.height}, {"width", shape.width}};
}

/// `smallest` is 0 where 0 means "as it is".
inline PictureShape shapeFromJson(const nlohmann::json& json, int smallest = 1)
{
    JsonFields fields(json);
    PictureShape shape;
    shape.channels = fields.integer("channels", smallest, 3);
    shape.height = fields.integer("height", smallest, maxPictureSide);
    shape.width = fields.integer("width", smallest, maxPictureSide);
    fields.end();
    if (shape.channels == 2) {
        JsonFields::refuse("pictures have 1 or 3 channels");
    }
    return shape;
}

inline nlohmann::json rangeToJson(ValueRange range)
{
    return {range.low, range.high};
}

inline ValueRange rangeFromJson(const nlohmann::json& json)
{
    if (!json.is_array() || json.size() != 2 || !json[0].is_number() || !json[1].is_number()) {
        JsonFields::refuse("a range is not two numbers");
    }
    const ValueRange range = {json[0].get<float>(), json[1].get<float>()};
    if (!(range.low < range.high) || !std::isfinite(range.low) || !std::isfinite(range.high)) {
        JsonFields::refuse("a range is empty or not finite");
    }
    return range;
}

/// Rows x columns of `element` bytes each must stay below the cap.
inline void checkTable(std::size_t rows, std::size_t columns, std::size_t element)
{
    if (columns != 0 && rows > maxBytes / element / columns) {
        JsonFields::refuse("a table is too large");
    }
}

inline nlohmann::json parseMessage(std::string_view text)
{
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception&) {
        JsonFields::refuse("it is not JSON");
    }
}

inline std::string dumpMessage(const nlohmann::json& json)
{
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The body whose tag (an overload of `tagOf` for a null pointer of its type) is `tag`, read by `readBody`.
template <class Body, std::size_t I = 0, class Read>
Body readTagged(const std::string& tag, JsonFields& fields, const Read& read)
{
    if constexpr (I == std::variant_size_v<Body>) {
        JsonFields::refuse("\"" + tag.substr(0, 40) + "\" is not known");
    } else {
        using Type = std::variant_alternative_t<I, Body>;
        if (tag == read.tag(static_cast<const Type*>(nullptr))) {
            Type body;
            read.fields(fields, body);
            return body;
        }
        return readTagged<Body, I + 1>(tag, fields, read);
    }
}
