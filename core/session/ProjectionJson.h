// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/MapProjection.h"
#include "space/JsonReader.h"

/// What a session's file says of its map. A file without these keys is of a version that had one kind of map.
[[nodiscard]] MapProjection projectionFrom(const JsonReader& saved);
[[nodiscard]] nlohmann::json projectionToJson(const MapProjection& projection);
