// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentVector.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Parses `text`. Throws UserError with the file, line and column when it is not JSON, no object, has a number that no
/// double holds, or nests more than 100 deep.
[[nodiscard]] nlohmann::json parseJson(std::string_view text, const std::filesystem::path& file);

/// Reads checked values out of one JSON object of a file of ours; everything throws UserError with the file, the key's
/// full name ("decoder.output.width"), what is wrong and what to write. Keys that nobody asks for are left alone.
class JsonReader
{
public:
    /// `place` is the object's own name, empty for the whole file. Keeps references to `json` and `file`.
    JsonReader(const nlohmann::json& json, std::string place, const std::filesystem::path& file);

    [[nodiscard]] bool has(const std::string& key) const; ///< there, and not null
    [[nodiscard]] std::vector<std::string> keys() const;
    [[nodiscard]] JsonReader object(const std::string& key) const;
    [[nodiscard]] std::vector<JsonReader> objects(const std::string& key) const;
    [[nodiscard]] int integer(const std::string& key, int least, int most) const;
    [[nodiscard]] std::size_t whole(const std::string& key, std::size_t most) const;
    [[nodiscard]] double number(const std::string& key, double least, double most) const;
    [[nodiscard]] double number(const std::string& key, double otherwise) const; ///< one that a float can hold
    /// Finite; `size` of them, or any number of them.
    [[nodiscard]] LatentVector numbers(const std::string& key, std::optional<std::size_t> size = {}) const;
    /// Whole numbers below `end`, ascending, no doubles.
    [[nodiscard]] std::vector<std::uint32_t> ascending(const std::string& key, std::size_t end) const;
    [[nodiscard]] bool flag(const std::string& key) const;
    [[nodiscard]] std::string text(const std::string& key) const;
    [[nodiscard]] std::string text(const std::string& key, const std::string& otherwise) const;
    [[nodiscard]] std::vector<std::string> texts(const std::string& key) const;

    [[noreturn]] void fail(const std::string& key, const std::string& what, const std::string& remedy) const;

private:
    [[nodiscard]] const nlohmann::json& value(const std::string& key, const std::string& kind) const;
    [[nodiscard]] std::string placeOf(const std::string& key) const;
    /// Fails: "`key` is 7. Write <kind>."
    [[noreturn]] void refuse(const std::string& key, const nlohmann::json& json, const std::string& kind) const;

    const nlohmann::json* m_json;
    std::string m_place;
    const std::filesystem::path* m_file;
};
