// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/AttributeTrust.h"
#include "latent/LatentVector.h"
#include "space/JsonReader.h"

#include <array>

// What stands behind an attribute vector, as a space and a session keep it: keys `colour`, `kept_fixed`, `trust` and
// `pair` of its entry, each left out where there is nothing to say.

struct AttributeRecord
{
    std::string colour; ///< "#rrggbb", or empty
    std::vector<KeptFixed> keptFixed;
    std::optional<AttributeTrust> trust;
    std::optional<std::array<LatentVector, 2>> pair; ///< that it leads from and to
    bool operator==(const AttributeRecord&) const = default;
};

/// Writes the keys into `entry`, and takes away those that say nothing.
void writeAttributeRecord(nlohmann::json& entry, const AttributeRecord& record);
/// `latents` is the width of the pair. Throws UserError.
[[nodiscard]] AttributeRecord attributeRecordIn(const JsonReader& entry, std::size_t latents);
