// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/SpaceManifest.h"

// An attribute as an entry of a space.json, and as a JSON file of its own, which holds such an entry.

/// Reads an entry but its vector's width: the vector is empty where the entry has none. `latents` is the width of the
/// pair. Throws UserError.
[[nodiscard]] SavedAttribute attributeEntryIn(const JsonReader& entry, std::size_t latents);
/// `old` is the entry of that name as it was read, with keys this version does not know.
[[nodiscard]] nlohmann::json attributeEntry(const SavedAttribute& attribute,
                                            nlohmann::json old = nlohmann::json::object());
