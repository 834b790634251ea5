// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/ManifestReader.h"

#include "base/UserError.h"

#include <algorithm>
#include <cmath>

namespace {

using Json = nlohmann::json;

float finiteFloat(const ManifestReader& reader, const std::string& key, const Json& json)
{
    const auto number = json.is_number() ? static_cast<float>(json.get<double>()) : std::nanf("");
    if (!std::isfinite(number)) {
        reader.fail(key, "holds " + json.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 40),
                    "Write finite numbers only.");
    }
    return number;
}

} // namespace

Json parseJson(std::string_view text, const std::filesystem::path& file)
{
    Json json;
    try {
        json = Json::parse(text);
    } catch (const Json::parse_error& error) {
        const std::string_view before = text.substr(0, std::min(text.size(), error.byte > 0 ? error.byte - 1 : 0));
        const auto line = 1 + std::ranges::count(before, '\n');
        const auto column = before.size() - (before.rfind('\n') + 1) + 1; // npos + 1 is 0
        throw UserError(file.string() + ": line " + std::to_string(line) + ", column " + std::to_string(column) +
                        ": this is not JSON. Look for a missing comma, quotation mark or bracket there.");
    }
    if (!json.is_object()) {
        throw UserError(file.string() +
                        ": line 1, column 1: an object, { … }, was expected. See docs/file-formats.md.");
    }
    return json;
}

ManifestReader::ManifestReader(const Json& json, std::string place, const std::filesystem::path& file)
    : m_json(&json)
    , m_place(std::move(place))
    , m_file(&file)
{
}

void ManifestReader::fail(const std::string& key, const std::string& what, const std::string& remedy) const
{
    throw UserError(m_file->string() + ": `" + (m_place.empty() ? "" : m_place + '.') + key + "` " + what + ". " +
                    remedy);
}

bool ManifestReader::has(const std::string& key) const
{
    const auto found = m_json->find(key);
    return found != m_json->end() && !found->is_null();
}

const Json& ManifestReader::value(const std::string& key, const char* kind) const
{
    if (!has(key)) {
        fail(key, "is missing", std::string("Write ") + kind + " there.");
    }
    return *m_json->find(key);
}

ManifestReader ManifestReader::object(const std::string& key) const
{
    const Json& json = value(key, "an object");
    if (!json.is_object()) {
        fail(key, "is not an object", "Write { … } there; see docs/file-formats.md.");
    }
    return {json, m_place.empty() ? key : m_place + '.' + key, *m_file};
}

std::vector<ManifestReader> ManifestReader::objects(const std::string& key) const
{
    std::vector<ManifestReader> entries;
    if (!has(key)) {
        return entries;
    }
    const Json& json = value(key, "a list");
    if (!json.is_array()) {
        fail(key, "is not a list", "Write [ … ] there.");
    }
    for (std::size_t i = 0; i < json.size(); ++i) {
        const std::string place = key + '[' + std::to_string(i) + ']';
        if (!json[i].is_object()) {
            fail(place, "is not an object", "Write { … } there; see docs/file-formats.md.");
        }
        entries.emplace_back(json[i], m_place.empty() ? place : m_place + '.' + place, *m_file);
    }
    return entries;
}

int ManifestReader::integer(const std::string& key, int least, int most) const
{
    const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    const Json& json = value(key, range.c_str());
    const bool tooBig = json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(most);
    if (!json.is_number_integer() || tooBig || json.get<std::int64_t>() < least) {
        fail(key, "is " + json.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 40),
             "Write " + range + '.');
    }
    return json.get<int>();
}

double ManifestReader::number(const std::string& key, double otherwise) const
{
    return has(key) ? static_cast<double>(finiteFloat(*this, key, value(key, "a number"))) : otherwise;
}

std::vector<float> ManifestReader::numbers(const std::string& key) const
{
    const Json& json = value(key, "a list of numbers");
    if (!json.is_array()) {
        fail(key, "is not a list", "Write a list of numbers: [0.5, 1].");
    }
    std::vector<float> result;
    result.reserve(json.size());
    for (const Json& entry : json) {
        result.push_back(finiteFloat(*this, key, entry));
    }
    return result;
}

std::string ManifestReader::text(const std::string& key) const
{
    const Json& json = value(key, "a text in quotation marks");
    if (!json.is_string()) {
        fail(key, "is not a text", "Write it in quotation marks.");
    }
    return json.get<std::string>();
}

std::string ManifestReader::text(const std::string& key, const std::string& otherwise) const
{
    return has(key) ? text(key) : otherwise;
}

std::vector<std::string> ManifestReader::texts(const std::string& key) const
{
    const Json& json = value(key, "a list of texts");
    if (!json.is_array() || !std::ranges::all_of(json, [](const Json& entry) { return entry.is_string(); })) {
        fail(key, "is not a list of texts", "Write [\"one\", \"two\"].");
    }
    return json.get<std::vector<std::string>>();
}

std::string ManifestReader::relativeFile(const std::string& key, bool mayBeMissing) const
{
    if (mayBeMissing && !has(key)) {
        return {};
    }
    const std::string name = text(key);
    const std::filesystem::path path = name;
    if (name.empty() || name.find('\0') != std::string::npos) {
        fail(key, "is empty or holds a zero byte", "Write the name of a file in the space's folder.");
    }
    if (path.is_absolute() || std::ranges::find(path, "..") != path.end()) {
        fail(key, "is `" + name + "`, which leaves the space's folder",
             "Copy that file into the folder and write its name.");
    }
    return name;
}
