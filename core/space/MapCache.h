// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"
#include "latent/MapTrust.h"
#include "latent/TsneMap.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>

// Maps that were computed, kept in a folder of the cache: NAME.npy and NAME.json (how good it is), where NAME is
// `mapKey` and the number of iterations. A row of the table is a place (x, y), the velocity (x, y) and the gains (x,
// y): what a run needs to go on. What is damaged, or of another size than asked for, is as good as not there.

inline constexpr std::uintmax_t mostMapCacheBytes = std::uintmax_t{256} << 20; ///< the oldest go first

/// What a run depends on: the latents and the options, without threads and device, which do not change how good it is,
/// and without iterations, which only say how far it goes; and where it began, unless that is where the options say:
/// `start` is n x 2, or nothing.
[[nodiscard]] std::string mapKey(const LatentTable& latents, const TsneOptions& options,
                                 std::span<const float> start = {});

/// Of the maps of that run, the one with the most iterations, but not more than `iterations`.
[[nodiscard]] std::optional<TsneMap> cachedMap(const std::filesystem::path& folder, const std::string& key,
                                               int iterations, std::size_t rows);
/// The same for how far places (n x 2) can be trusted as a map of the latents: NAME.npy is n x 1.
[[nodiscard]] std::string trustKey(const LatentTable& latents, const LatentTable& places);
[[nodiscard]] std::optional<MapTrust> cachedTrust(const std::filesystem::path& folder, const std::string& key,
                                                  std::size_t rows);

/// Both throw UserError when the folder cannot be written to.
void cacheTrust(const std::filesystem::path& folder, const std::string& key, const MapTrust& trust,
                std::uintmax_t mostBytes = mostMapCacheBytes);
void cacheMap(const std::filesystem::path& folder, const std::string& key, const TsneMap& map,
              std::uintmax_t mostBytes = mostMapCacheBytes);
