// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"
#include "latent/TsneMap.h"
#include "space/JsonReader.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

inline constexpr std::size_t mostSavedMaps = 16;

/// A map of the samples that lies in the space's folder, computed before.
struct SavedMap
{
    std::string name;
    std::string method;                           ///< "tsne", "pca", or what others call theirs
    std::string file;                             ///< relative, inside the folder
    std::optional<TsneOptions> tsne;              ///< that it was made with; of a t-SNE map that says how good it is
    TsneMap quality;                              ///< of those: without its positions
    std::string latents;                          ///< SHA-256 of the latents it was made from; empty: not said
    std::shared_ptr<const LatentTable> positions; ///< samples x 2, finite; read when the space is opened
};

/// An entry of `maps` in space.json; `file` was checked. Throws UserError with the key and what is wrong.
[[nodiscard]] SavedMap savedMapFrom(const JsonReader& entry, std::string file);

/// The entry again: what is not known is left out.
[[nodiscard]] nlohmann::json savedMapToJson(const SavedMap& map);

/// How good a map is: what `project --json` says, the cache keeps, and an entry holds under `quality`. Without
/// positions.
[[nodiscard]] TsneMap qualityFromJson(const JsonReader& quality);
[[nodiscard]] nlohmann::json qualityToJson(const TsneMap& map);

/// Of the values, row after row: what `latents` of an entry is held against.
[[nodiscard]] std::string digestOf(const LatentTable& latents);

/// Whether they have the same name and places.
[[nodiscard]] bool isSameMap(const SavedMap& a, const SavedMap& b);

/// Null when there is none of that name.
[[nodiscard]] const SavedMap* mapNamed(std::span<const SavedMap> maps, const std::string& name);

/// The t-SNE map among `maps` that was made from these latents with these options, threads and device left out; where
/// none has as many iterations, the one with the most below that.
[[nodiscard]] std::optional<TsneMap> savedTsne(std::span<const SavedMap> maps, const LatentTable& latents,
                                               TsneOptions options);
