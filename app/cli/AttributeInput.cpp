// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/AttributeInput.h"

#include "cli/PointInput.h"
#include "latent/LatentArithmetic.h"

#include <charconv>
#include <cmath>

std::optional<AttributeAmount> amountIn(const std::string& said)
{
    const std::size_t colon = said.rfind(':');
    if (colon == std::string::npos || colon == 0) {
        return {};
    }
    AttributeAmount attribute{said.substr(0, colon), 0, {}};
    const char* const first = said.data() + colon + 1 + (said.compare(colon + 1, 1, "+") == 0 ? 1 : 0);
    const char* const last = said.data() + said.size();
    const auto read = std::from_chars(first, last, attribute.amount);
    const bool isNumber = read.ec == std::errc{} && read.ptr == last && std::isfinite(attribute.amount);
    return isNumber ? std::optional(attribute) : std::nullopt;
}

CLI::Option* addAttributeAmounts(CLI::App& verb, std::vector<std::string>& said, AmountSaid amount)
{
    if (amount == AmountSaid::OrOne) {
        return verb
            .add_option("--attribute", said,
                        "V.npy or V.npy:AMOUNT: a vector, and how much of it is added. May be given for each vector")
            ->allow_extra_args(false);
    }
    return verb
        .add_option("--attribute", said,
                    "V.npy:AMOUNT: a vector, and how much of it is added. May be given for each vector")
        ->allow_extra_args(false)
        ->check([](const std::string& each) {
            return amountIn(each) ? std::string()
                                  : "`" + each +
                                        "` is not FILE:AMOUNT, such as glasses.npy:0.8. The amount is a number "
                                        "with a decimal point, behind the last colon.";
        });
}

std::vector<AttributeAmount> attributesIn(const std::vector<std::string>& said)
{
    std::vector<AttributeAmount> attributes;
    for (const std::string& each : said) {
        attributes.push_back(amountIn(each).value_or(AttributeAmount{each, 1, {}}));
        attributes.back().vector = vectorIn(attributes.back().file);
    }
    return attributes;
}

LatentVector editOf(const std::vector<AttributeAmount>& attributes, const LoadedModel& model)
{
    const LatentVector nothing(static_cast<std::size_t>(model.latentSize));
    std::vector<LatentTerm> terms = {{0, nothing}};
    for (const AttributeAmount& each : attributes) {
        requireSize(each.vector, model, each.file);
        terms.push_back({each.amount, each.vector});
    }
    return sumOf(terms);
}

nlohmann::json attributesJson(const std::vector<AttributeAmount>& attributes)
{
    nlohmann::json all = nlohmann::json::array();
    for (const AttributeAmount& each : attributes) {
        all.push_back({{"file", each.file}, {"amount", each.amount}});
    }
    return all;
}
