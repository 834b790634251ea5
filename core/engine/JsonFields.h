// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <string>

/// Reads the keys of one JSON object of a message, each with its bounds, and refuses those that nobody asked for.
/// Everything throws EngineError (Protocol).
class JsonFields
{
public:
    explicit JsonFields(const nlohmann::json& object);

    [[nodiscard]] bool has(const char* key) const { return m_object.contains(key); }
    [[nodiscard]] std::uint64_t whole(const char* key, std::uint64_t low, std::uint64_t high);
    [[nodiscard]] int integer(const char* key, int low, int high);
    [[nodiscard]] double number(const char* key, double low, double high);
    [[nodiscard]] double loss(const char* key); ///< null is NaN: training may diverge
    [[nodiscard]] bool flag(const char* key);
    [[nodiscard]] std::string text(const char* key, std::size_t maxLength);
    [[nodiscard]] const nlohmann::json& array(const char* key, std::size_t maxLength);
    [[nodiscard]] const nlohmann::json& any(const char* key);
    void end() const; ///< every key has been asked for

    [[noreturn]] static void refuse(const std::string& why);

private:
    const nlohmann::json& m_object;
    std::size_t m_used = 0;
};
