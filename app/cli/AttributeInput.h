// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/Verbs.h"

/// So much of a vector, as it was said: V.npy:AMOUNT.
struct AttributeAmount
{
    std::string file;
    double amount = 0;
    LatentVector vector;
};

/// Adds --attribute, which may be given several times and must be once.
void addAttributeAmounts(CLI::App& verb, std::vector<std::string>& said);
/// Reads the vectors. Throws UserError.
[[nodiscard]] std::vector<AttributeAmount> attributesIn(const std::vector<std::string>& said);
/// What they add to a point of the loaded decoder. Throws UserError for a vector of another width.
[[nodiscard]] LatentVector editOf(const std::vector<AttributeAmount>& attributes, const LoadedModel& model);
/// [{"file", "amount"}, …]
[[nodiscard]] nlohmann::json attributesJson(const std::vector<AttributeAmount>& attributes);
