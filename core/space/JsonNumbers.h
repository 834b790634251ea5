// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentVector.h"

#include <nlohmann/json.hpp>

/// The float's shortest decimal, which reads back as the same float: 0.1, not 0.10000000149011612.
[[nodiscard]] nlohmann::json jsonNumber(float value);
[[nodiscard]] nlohmann::json jsonNumbers(LatentView values);
