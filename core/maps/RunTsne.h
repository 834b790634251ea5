// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/BlockPool.h"
#include "maps/Tsne.h"

#include <functional>
#include <span>
#include <stop_token>

/// A whole run of t-SNE, on the processor or as `prepare` has it, with its quality; the rest of one where `start` has
/// positions, up to the iterations of the options. `report` is called on the calling thread, every 15 ms or iteration.
/// A stop ends it after the iteration at hand; a map that was stopped while neighbours were looked for has no
/// positions.
[[nodiscard]] TsneMap runTsne(const LatentTable& table, const TsneOptions& options, TsneState start,
                              const std::stop_token& stop, const std::function<void(const TsneProgress&)>& report,
                              const PrepareTsne& prepare = prepareOnProcessor);

/// The share of each row's `count` nearest others in `table` that are among its `count` nearest on the map (n x 2),
/// averaged over at most `most` rows, spread evenly. Whoever is as near in `table` is as good.
[[nodiscard]] double neighboursKept(const LatentTable& table, std::span<const float> positions, std::size_t count,
                                    std::size_t most, BlockPool& pool);
