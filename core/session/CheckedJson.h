// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentVector.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

/// One JSON object of a file of ours. Every access says what it expects; a UserError names the file, the key with its
/// place, and what should stand there. Keys that nobody asks for are left alone.
class CheckedJson
{
public:
    /// Parses `text`. `file` is named in errors.
    CheckedJson(std::string_view text, std::string file);

    [[nodiscard]] bool has(const char* key) const; ///< there, and not null
    [[nodiscard]] CheckedJson object(const char* key) const;
    [[nodiscard]] std::vector<CheckedJson> objects(const char* key) const;
    [[nodiscard]] std::string text(const char* key) const;
    [[nodiscard]] bool flag(const char* key) const;
    [[nodiscard]] double number(const char* key, double low, double high) const;
    [[nodiscard]] std::size_t whole(const char* key, std::size_t largest) const;
    [[nodiscard]] std::vector<std::string> texts(const char* key) const;
    /// Finite numbers; `size` of them, or any number of them when it is empty.
    [[nodiscard]] LatentVector numbers(const char* key, std::optional<std::size_t> size = {}) const;
    /// Whole numbers below `end`, ascending, no doubles.
    [[nodiscard]] std::vector<std::uint32_t> ascending(const char* key, std::size_t end) const;
    /// The keys of this object, for maps.
    [[nodiscard]] std::vector<std::string> keys() const;

    [[noreturn]] void refuse(const std::string& key, const std::string& expected) const;

private:
    CheckedJson(nlohmann::json object, std::string file, std::string place);
    [[nodiscard]] const nlohmann::json& at(const std::string& key) const;

    nlohmann::json m_object;
    std::string m_file;
    std::string m_place; ///< "attributes[2]." in front of a key
};

/// The float's shortest decimal, which reads back as the same float: 0.1, not 0.10000000149011612.
[[nodiscard]] nlohmann::json jsonNumber(float value);
[[nodiscard]] nlohmann::json jsonNumbers(LatentView values);
