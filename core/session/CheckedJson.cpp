// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/CheckedJson.h"

#include "base/UserError.h"

#include <array>
#include <charconv>
#include <cmath>

using nlohmann::json;

namespace {

json parsed(std::string_view text, const std::string& file)
{
    json value;
    try {
        value = json::parse(text);
    } catch (const json::exception& error) {
        throw UserError(file + ": this is not JSON (" + error.what() + ").");
    }
    if (!value.is_object()) {
        throw UserError(file + ": a JSON object was expected, { … }.");
    }
    return value;
}

std::string between(double low, double high)
{
    return "a number from " + json(low).dump() + " to " + json(high).dump();
}

} // namespace

CheckedJson::CheckedJson(std::string_view text, std::string file)
    : m_object(parsed(text, file))
    , m_file(std::move(file))
{
}

CheckedJson::CheckedJson(json object, std::string file, std::string place)
    : m_object(std::move(object))
    , m_file(std::move(file))
    , m_place(std::move(place))
{
}

void CheckedJson::refuse(const std::string& key, const std::string& expected) const
{
    throw UserError(m_file + ": \"" + m_place + key + "\" must be " + expected + ".");
}

bool CheckedJson::has(const char* key) const
{
    const auto found = m_object.find(key);
    return found != m_object.end() && !found->is_null();
}

const json& CheckedJson::at(const std::string& key) const
{
    const auto found = m_object.find(key);
    if (found == m_object.end()) {
        throw UserError(m_file + ": \"" + m_place + key + "\" is missing.");
    }
    return *found;
}

CheckedJson CheckedJson::object(const char* key) const
{
    const json& value = at(key);
    if (!value.is_object()) {
        refuse(key, "an object, { … }");
    }
    return {value, m_file, m_place + key + "."};
}

std::vector<CheckedJson> CheckedJson::objects(const char* key) const
{
    const json& list = at(key);
    if (!list.is_array()) {
        refuse(key, "a list of objects");
    }
    std::vector<CheckedJson> found;
    for (const json& each : list) {
        const std::string place = key + ("[" + std::to_string(found.size()) + "]");
        if (!each.is_object()) {
            refuse(place, "an object, { … }");
        }
        found.push_back({each, m_file, m_place + place + "."});
    }
    return found;
}

std::string CheckedJson::text(const char* key) const
{
    const json& value = at(key);
    if (!value.is_string()) {
        refuse(key, "a text");
    }
    return value.get<std::string>();
}

bool CheckedJson::flag(const char* key) const
{
    const json& value = at(key);
    if (!value.is_boolean()) {
        refuse(key, "true or false");
    }
    return value.get<bool>();
}

double CheckedJson::number(const char* key, double low, double high) const
{
    const json& value = at(key);
    if (!value.is_number() || !(value.get<double>() >= low && value.get<double>() <= high)) {
        refuse(key, between(low, high));
    }
    return value.get<double>();
}

std::size_t CheckedJson::whole(const char* key, std::size_t largest) const
{
    const json& value = at(key);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > largest) {
        refuse(key, "a whole number up to " + std::to_string(largest));
    }
    return value.get<std::size_t>();
}

std::vector<std::string> CheckedJson::texts(const char* key) const
{
    const json& list = at(key);
    std::vector<std::string> found;
    for (const json& each : list) {
        if (!list.is_array() || !each.is_string()) {
            refuse(key, "a list of texts");
        }
        found.push_back(each.get<std::string>());
    }
    return found;
}

LatentVector CheckedJson::numbers(const char* key, std::optional<std::size_t> size) const
{
    const json& list = at(key);
    const std::string expected = "a list of " + (size ? std::to_string(*size) + " " : std::string()) + "finite numbers";
    if (!list.is_array() || (size && list.size() != *size)) {
        refuse(key, expected);
    }
    LatentVector values;
    values.reserve(list.size());
    for (const json& each : list) {
        const float value = each.is_number() ? static_cast<float>(each.get<double>()) : NAN;
        if (!std::isfinite(value)) {
            refuse(key, expected);
        }
        values.push_back(value);
    }
    return values;
}

std::vector<std::uint32_t> CheckedJson::ascending(const char* key, std::size_t end) const
{
    const json& list = at(key);
    std::vector<std::uint32_t> values;
    for (const json& each : list) {
        const bool isWhole = list.is_array() && each.is_number_unsigned() && each.get<std::uint64_t>() < end;
        const auto value = isWhole ? each.get<std::uint32_t>() : 0U;
        if (!isWhole || (!values.empty() && values.back() >= value)) {
            refuse(key, "a list of ascending whole numbers below " + std::to_string(end));
        }
        values.push_back(value);
    }
    return values;
}

std::vector<std::string> CheckedJson::keys() const
{
    std::vector<std::string> found;
    for (const auto& item : m_object.items()) {
        found.push_back(item.key());
    }
    return found;
}

json jsonNumber(float value)
{
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    double asDouble = static_cast<double>(value);
    std::from_chars(digits.data(), end, asDouble);
    return asDouble;
}

json jsonNumbers(LatentView values)
{
    json list = json::array();
    for (const float value : values) {
        list.push_back(jsonNumber(value));
    }
    return list;
}
