// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/JsonReader.h"

#include "base/UserError.h"

#include <algorithm>
#include <cmath>

namespace {

using Json = nlohmann::json;

constexpr std::size_t mostDepth = 100;

std::string shortened(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 40);
}

float finiteFloat(const JsonReader& reader, const std::string& key, const Json& json)
{
    const auto number = json.is_number() ? static_cast<float>(json.get<double>()) : std::nanf("");
    if (!std::isfinite(number)) {
        reader.fail(key, "holds " + shortened(json), "Write finite numbers only.");
    }
    return number;
}

bool isWhole(const Json& json, std::uint64_t least, std::uint64_t most)
{
    return json.is_number_unsigned() && json.get<std::uint64_t>() >= least && json.get<std::uint64_t>() <= most;
}

/// The first bracket that stands in too many others; npos when none does. What goes through JSON calls itself for each.
std::size_t tooDeepAt(std::string_view text)
{
    std::size_t depth = 0;
    bool isQuoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (isQuoted) {
            i += letter == '\\' ? 1 : 0;
            isQuoted = letter != '"';
        } else if (letter == '[' || letter == '{') {
            if (++depth > mostDepth) {
                return i;
            }
        } else if (letter == ']' || letter == '}') {
            depth -= depth > 0 ? 1 : 0;
        } else {
            isQuoted = letter == '"';
        }
    }
    return std::string_view::npos;
}

/// What stands between the first and the last ' of `text`.
std::string_view quotedIn(std::string_view text)
{
    const std::size_t first = std::min(text.find('\''), text.size() - 1);
    return text.substr(first + 1, text.rfind('\'') - first - 1);
}

std::string wholeFrom(std::uint64_t least, std::uint64_t most)
{
    return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
}

} // namespace

Json parseJson(std::string_view text, const std::filesystem::path& file)
{
    const auto failAt = [&](std::size_t at, const std::string& what) {
        const std::string_view before = text.substr(0, at);
        const auto line = 1 + std::ranges::count(before, '\n');
        const auto column = before.size() - (before.rfind('\n') + 1) + 1; // npos + 1 is 0
        throw UserError(file.string() + ": line " + std::to_string(line) + ", column " + std::to_string(column) + ": " +
                        what);
    };
    if (const std::size_t at = tooDeepAt(text); at != std::string_view::npos) {
        failAt(at, "brackets stand in brackets more than " + std::to_string(mostDepth) +
                       " deep, as in none of this program's files.");
    }
    Json json;
    try {
        json = Json::parse(text);
    } catch (const Json::parse_error& error) {
        failAt(std::min(text.size(), error.byte > 0 ? error.byte - 1 : 0),
               "this is not JSON. Look for a missing comma, quotation mark or bracket there.");
    } catch (const Json::out_of_range& error) { // it names the number, but not its place
        const std::string_view number = quotedIn(error.what());
        failAt(std::min(text.find(number), text.size()),
               std::string(number.substr(0, 40)) + " is larger than any number here. Write finite numbers only.");
    }
    if (!json.is_object()) {
        failAt(0, "an object, { … }, was expected. See docs/file-formats.md.");
    }
    return json;
}

JsonReader::JsonReader(const Json& json, std::string place, const std::filesystem::path& file)
    : m_json(&json)
    , m_place(std::move(place))
    , m_file(&file)
{
}

std::string JsonReader::placeOf(const std::string& key) const
{
    return m_place.empty() ? key : m_place + '.' + key;
}

void JsonReader::fail(const std::string& key, const std::string& what, const std::string& remedy) const
{
    throw UserError(m_file->string() + ": `" + placeOf(key) + "` " + what + ". " + remedy);
}

void JsonReader::refuse(const std::string& key, const Json& json, const std::string& kind) const
{
    fail(key, "is " + shortened(json), "Write " + kind + '.');
}

bool JsonReader::has(const std::string& key) const
{
    const auto found = m_json->find(key);
    return found != m_json->end() && !found->is_null();
}

std::vector<std::string> JsonReader::keys() const
{
    std::vector<std::string> found;
    for (const auto& item : m_json->items()) {
        found.push_back(item.key());
    }
    return found;
}

const Json& JsonReader::value(const std::string& key, const std::string& kind) const
{
    if (!has(key)) {
        fail(key, "is missing", "Write " + kind + " there.");
    }
    return *m_json->find(key);
}

JsonReader JsonReader::object(const std::string& key) const
{
    const Json& json = value(key, "an object");
    if (!json.is_object()) {
        fail(key, "is not an object", "Write { … } there; see docs/file-formats.md.");
    }
    return {json, placeOf(key), *m_file};
}

std::vector<JsonReader> JsonReader::objects(const std::string& key) const
{
    const Json& json = value(key, "a list");
    if (!json.is_array()) {
        fail(key, "is not a list", "Write [ … ] there.");
    }
    std::vector<JsonReader> entries;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const std::string entry = key + '[' + std::to_string(i) + ']';
        if (!json[i].is_object()) {
            fail(entry, "is not an object", "Write { … } there; see docs/file-formats.md.");
        }
        entries.emplace_back(json[i], placeOf(entry), *m_file);
    }
    return entries;
}

int JsonReader::integer(const std::string& key, int least, int most) const
{
    const auto low = static_cast<std::uint64_t>(least);
    const auto high = static_cast<std::uint64_t>(most);
    const Json& json = value(key, wholeFrom(low, high));
    if (!isWhole(json, low, high)) {
        refuse(key, json, wholeFrom(low, high));
    }
    return json.get<int>();
}

std::size_t JsonReader::whole(const std::string& key, std::size_t most) const
{
    const Json& json = value(key, wholeFrom(0, most));
    if (!isWhole(json, 0, most)) {
        refuse(key, json, wholeFrom(0, most));
    }
    return json.get<std::size_t>();
}

double JsonReader::number(const std::string& key, double least, double most) const
{
    const std::string kind = "a number from " + Json(least).dump() + " to " + Json(most).dump();
    const Json& json = value(key, kind);
    if (!json.is_number() || !(json.get<double>() >= least && json.get<double>() <= most)) {
        refuse(key, json, kind);
    }
    return json.get<double>();
}

double JsonReader::number(const std::string& key, double otherwise) const
{
    return has(key) ? static_cast<double>(finiteFloat(*this, key, value(key, "a number"))) : otherwise;
}

LatentVector JsonReader::numbers(const std::string& key, std::optional<std::size_t> size) const
{
    const Json& json = value(key, "a list of numbers");
    if (!json.is_array()) {
        fail(key, "is not a list", "Write a list of numbers: [0.5, 1].");
    }
    if (size && json.size() != *size) {
        fail(key, "has " + std::to_string(json.size()) + " numbers", "Write " + std::to_string(*size) + " of them.");
    }
    LatentVector result;
    result.reserve(json.size());
    for (const Json& entry : json) {
        result.push_back(finiteFloat(*this, key, entry));
    }
    return result;
}

std::vector<std::uint32_t> JsonReader::ascending(const std::string& key, std::size_t end) const
{
    const std::string kind = "a list of ascending whole numbers below " + std::to_string(end);
    const Json& json = value(key, kind);
    if (!json.is_array()) {
        refuse(key, json, kind);
    }
    std::vector<std::uint32_t> values;
    for (const Json& entry : json) {
        const std::uint64_t least = values.empty() ? 0 : std::uint64_t{values.back()} + 1;
        if (end == 0 || !isWhole(entry, least, end - 1)) {
            refuse(key, json, kind);
        }
        values.push_back(entry.get<std::uint32_t>());
    }
    return values;
}

bool JsonReader::flag(const std::string& key) const
{
    const Json& json = value(key, "true or false");
    if (!json.is_boolean()) {
        refuse(key, json, "true or false");
    }
    return json.get<bool>();
}

std::string JsonReader::text(const std::string& key) const
{
    const Json& json = value(key, "a text in quotation marks");
    if (!json.is_string()) {
        fail(key, "is not a text", "Write it in quotation marks.");
    }
    return json.get<std::string>();
}

std::string JsonReader::text(const std::string& key, const std::string& otherwise) const
{
    return has(key) ? text(key) : otherwise;
}

std::vector<std::string> JsonReader::texts(const std::string& key) const
{
    const Json& json = value(key, "a list of texts");
    if (!json.is_array() || !std::ranges::all_of(json, [](const Json& entry) { return entry.is_string(); })) {
        fail(key, "is not a list of texts", "Write [\"one\", \"two\"].");
    }
    return json.get<std::vector<std::string>>();
}
