// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

/// Parses `text`. Throws UserError with the file, line and column when it is not JSON or no object.
[[nodiscard]] nlohmann::json parseJson(std::string_view text, const std::filesystem::path& file);

/// Reads checked values out of one JSON object of a file; everything throws UserError with the file, the key's full
/// name ("decoder.output.width"), what is wrong and what to write.
class ManifestReader
{
public:
    /// `place` is the object's own name, empty for the whole file. Keeps references to `json` and `file`.
    ManifestReader(const nlohmann::json& json, std::string place, const std::filesystem::path& file);

    [[nodiscard]] bool has(const std::string& key) const; ///< there, and not null
    [[nodiscard]] ManifestReader object(const std::string& key) const;
    [[nodiscard]] std::vector<ManifestReader> objects(const std::string& key) const; ///< none when the key is missing
    [[nodiscard]] int integer(const std::string& key, int least, int most) const;
    [[nodiscard]] double number(const std::string& key, double otherwise) const;
    [[nodiscard]] std::vector<float> numbers(const std::string& key) const; ///< finite
    [[nodiscard]] std::string text(const std::string& key) const;
    [[nodiscard]] std::string text(const std::string& key, const std::string& otherwise) const;
    [[nodiscard]] std::vector<std::string> texts(const std::string& key) const;
    /// A path that stays inside the folder; empty when it may be and is missing.
    [[nodiscard]] std::string relativeFile(const std::string& key, bool mayBeMissing = false) const;

    [[noreturn]] void fail(const std::string& key, const std::string& what, const std::string& remedy) const;

private:
    [[nodiscard]] const nlohmann::json& value(const std::string& key, const char* kind) const;

    const nlohmann::json* m_json;
    std::string m_place;
    const std::filesystem::path* m_file;
};
