// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/JsonReader.h"
#include "space/Space.h"

// The answers about a bare decoder, as settings and sessions keep them.

[[nodiscard]] nlohmann::json hintsToJson(const SpaceHints& hints);
[[nodiscard]] SpaceHints hintsFromJson(const JsonReader& object);
