// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/MessageFields.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace {

std::string named(const char* key, const char* what)
{
    return std::string(key) + what;
}

} // namespace

void refuseMessage(const std::string& why)
{
    throw EngineError(EngineProblem::Protocol,
                      "A message between the program and its engine was refused: " + why + ".");
}

JsonFields::JsonFields(const nlohmann::json& object)
    : m_object(object)
{
    if (!object.is_object()) {
        refuseMessage("an object was expected");
    }
}

const nlohmann::json* JsonFields::find(const char* key)
{
    const auto found = m_object.find(key);
    m_used += found != m_object.end() ? 1 : 0;
    return found != m_object.end() ? &*found : nullptr;
}

const nlohmann::json& JsonFields::at(const char* key)
{
    const nlohmann::json* value = find(key);
    if (value == nullptr) {
        refuseMessage(named(key, " is missing"));
    }
    return *value;
}

void JsonFields::end() const
{
    if (m_used != m_object.size()) {
        refuseMessage("it has keys that are not known");
    }
}

std::uint64_t Whole::from(const nlohmann::json& value, const char* key) const
{
    if (!value.is_number_unsigned()) {
        refuseMessage(named(key, " is not a whole number"));
    }
    const auto number = value.get<std::uint64_t>();
    if (number < low || number > high) {
        refuseMessage(named(key, " is out of bounds"));
    }
    return number;
}

void Number::read(const nlohmann::json& value, const char* key, double& into) const
{
    if (!value.is_number()) {
        refuseMessage(named(key, " is not a number"));
    }
    into = value.get<double>();
    if (!(into >= low && into <= high)) {
        refuseMessage(named(key, " is out of bounds"));
    }
}

void Number::write(std::string& text, double value) const
{
    Loss{}.write(text, value); // what is not finite is refused by the reader
}

void Loss::read(const nlohmann::json& value, const char* key, double& into) const
{
    if (!value.is_null() && !value.is_number()) {
        refuseMessage(named(key, " is not a number"));
    }
    into = value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

void Loss::write(std::string& text, double value) const
{
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(std::isfinite(value) ? std::string_view(digits.data(), end) : "null");
}

void Real::read(const nlohmann::json& value, const char* key, float& into) const
{
    if (!value.is_number()) {
        refuseMessage(named(key, " is not a number"));
    }
    into = value.get<float>();
    if (!std::isfinite(into)) {
        refuseMessage(named(key, " is not finite"));
    }
}

void Real::write(std::string& text, float value) const
{
    Loss{}.write(text, static_cast<double>(value)); // what is not finite is refused by the reader
}

void Flag::read(const nlohmann::json& value, const char* key, bool& into) const
{
    if (!value.is_boolean()) {
        refuseMessage(named(key, " is neither true nor false"));
    }
    into = value.get<bool>();
}

void Text::read(const nlohmann::json& value, const char* key, std::string& into) const
{
    if (!value.is_string() || value.get_ref<const std::string&>().size() > longest) {
        refuseMessage(named(key, " is not a text, or too long"));
    }
    into = value.get<std::string>();
}

void Text::write(std::string& text, const std::string& value) const
{
    const nlohmann::json cut = value.substr(0, sent);
    text += cut.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void Range::read(const nlohmann::json& value, const char* key, ValueRange& into) const
{
    if (!value.is_array() || value.size() != 2 || !value[0].is_number() || !value[1].is_number()) {
        refuseMessage(named(key, " is not two numbers"));
    }
    into = {value[0].get<float>(), value[1].get<float>()};
    if (!(into.low < into.high) || !std::isfinite(into.low) || !std::isfinite(into.high)) {
        refuseMessage(named(key, " is empty or not finite"));
    }
}

void Range::write(std::string& text, ValueRange value) const
{
    text += nlohmann::json{value.low, value.high}.dump();
}

void Shape::read(const nlohmann::json& value, const char* key, PictureShape& into) const
{
    Nested{}.read(value, key, into);
    if (std::min({into.channels, into.height, into.width}) < smallest) {
        refuseMessage(named(key, " is out of bounds"));
    }
    if (into.channels == 2) {
        refuseMessage("pictures have 1 or 3 channels");
    }
}

void checkTable(std::size_t rows, std::size_t bytesInARow)
{
    if (bytesInARow != 0 && rows > maxBytes / bytesInARow) {
        refuseMessage("a table is too large");
    }
}

nlohmann::json parseMessage(std::string_view text)
{
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception&) {
        refuseMessage("it is not JSON");
    }
}
