// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"
#include "latent/MapTrust.h"
#include "latent/TsneMap.h"

#include <filesystem>
#include <optional>
#include <string>

// Maps that were computed, kept in a folder of the cache: NAME.npy (n x 2) and NAME.json (how good it is), where NAME
// is `mapKey`. What is damaged, or of another size than asked for, is as good as not there.

inline constexpr std::uintmax_t mostMapCacheBytes = std::uintmax_t{256} << 20; ///< the oldest go first

/// What a map depends on: the latents and the options, threads and device left out, since they do not change how good
/// it is.
[[nodiscard]] std::string mapKey(const LatentTable& latents, const TsneOptions& options);

[[nodiscard]] std::optional<TsneMap> cachedMap(const std::filesystem::path& folder, const std::string& key,
                                               std::size_t rows);
/// The same for how far places (n x 2) can be trusted as a map of the latents: NAME.npy is n x 1.
[[nodiscard]] std::string trustKey(const LatentTable& latents, const LatentTable& places);
[[nodiscard]] std::optional<MapTrust> cachedTrust(const std::filesystem::path& folder, const std::string& key,
                                                  std::size_t rows);

/// Both throw UserError when the folder cannot be written to.
void cacheTrust(const std::filesystem::path& folder, const std::string& key, const MapTrust& trust,
                std::uintmax_t mostBytes = mostMapCacheBytes);
void cacheMap(const std::filesystem::path& folder, const std::string& key, const TsneMap& map,
              std::uintmax_t mostBytes = mostMapCacheBytes);
