// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/VariationChoice.h"
#include "space/JsonReader.h"

/// What a session's file says of the panel Variations. Throws UserError.
[[nodiscard]] VariationChoice variationsFrom(const JsonReader& saved);
[[nodiscard]] nlohmann::json variationsToJson(const VariationChoice& choice);
