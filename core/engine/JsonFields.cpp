// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/JsonFields.h"

#include "engine/EngineTypes.h"

#include <cmath>

JsonFields::JsonFields(const nlohmann::json& object)
    : m_object(object)
{
    if (!object.is_object()) {
        refuse("an object was expected");
    }
}

void JsonFields::refuse(const std::string& why)
{
    throw EngineError(EngineProblem::Protocol,
                      "A message between the program and its engine was refused: " + why + ".");
}

const nlohmann::json& JsonFields::any(const char* key)
{
    const auto found = m_object.find(key);
    if (found == m_object.end()) {
        refuse(std::string(key) + " is missing");
    }
    ++m_used;
    return *found;
}

std::uint64_t JsonFields::whole(const char* key, std::uint64_t low, std::uint64_t high)
{
    const nlohmann::json& value = any(key);
    if (!value.is_number_unsigned()) {
        refuse(std::string(key) + " is not a whole number");
    }
    const auto number = value.get<std::uint64_t>();
    if (number < low || number > high) {
        refuse(std::string(key) + " is out of bounds");
    }
    return number;
}

int JsonFields::integer(const char* key, int low, int high)
{
    return static_cast<int>(whole(key, static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(high)));
}

double JsonFields::number(const char* key, double low, double high)
{
    const nlohmann::json& value = any(key);
    if (!value.is_number()) {
        refuse(std::string(key) + " is not a number");
    }
    const double number = value.get<double>();
    if (!(number >= low && number <= high)) {
        refuse(std::string(key) + " is out of bounds");
    }
    return number;
}

double JsonFields::loss(const char* key)
{
    const nlohmann::json& value = any(key);
    if (value.is_null()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (!value.is_number()) {
        refuse(std::string(key) + " is not a number");
    }
    return value.get<double>();
}

bool JsonFields::flag(const char* key)
{
    const nlohmann::json& value = any(key);
    if (!value.is_boolean()) {
        refuse(std::string(key) + " is neither true nor false");
    }
    return value.get<bool>();
}

std::string JsonFields::text(const char* key, std::size_t maxLength)
{
    const nlohmann::json& value = any(key);
    if (!value.is_string() || value.get_ref<const std::string&>().size() > maxLength) {
        refuse(std::string(key) + " is not a text, or too long");
    }
    return value.get<std::string>();
}

const nlohmann::json& JsonFields::array(const char* key, std::size_t maxLength)
{
    const nlohmann::json& value = any(key);
    if (!value.is_array() || value.size() > maxLength) {
        refuse(std::string(key) + " is not a list, or too long");
    }
    return value;
}

void JsonFields::end() const
{
    if (m_used != m_object.size()) {
        refuse("it has keys that are not known");
    }
}
