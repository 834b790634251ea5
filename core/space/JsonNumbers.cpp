// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/JsonNumbers.h"

#include <array>
#include <charconv>

nlohmann::json jsonNumber(float value)
{
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    double asDouble = static_cast<double>(value);
    std::from_chars(digits.data(), end, asDouble);
    return asDouble;
}

nlohmann::json jsonNumbers(LatentView values)
{
    nlohmann::json list = nlohmann::json::array();
    for (const float value : values) {
        list.push_back(jsonNumber(value));
    }
    return list;
}
