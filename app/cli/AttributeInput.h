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

/// Whether each vector's amount has to be said; where not, it is 1.
enum class AmountSaid { Always, OrOne };

/// "V.npy:0.8", split at the last colon: a file's name may hold others. The vector is not read.
[[nodiscard]] std::optional<AttributeAmount> amountIn(const std::string& said);
/// Adds --attribute, which may be given several times.
CLI::Option* addAttributeAmounts(CLI::App& verb, std::vector<std::string>& said,
                                 AmountSaid amount = AmountSaid::Always);
/// Reads the vectors. Throws UserError.
[[nodiscard]] std::vector<AttributeAmount> attributesIn(const std::vector<std::string>& said);
/// What they add to a point of the loaded decoder, 0 where there are none. Throws UserError for a vector of another
/// width.
[[nodiscard]] LatentVector editOf(const std::vector<AttributeAmount>& attributes, const LoadedModel& model);
/// [{"file", "amount"}, …]
[[nodiscard]] nlohmann::json attributesJson(const std::vector<AttributeAmount>& attributes);
