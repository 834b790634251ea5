// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/BlockPool.h"
#include "latent/PortableRandom.h"
#include "maps/ScaledPoints.h"

#include <functional>

/// Whether to go on; called on the calling thread, between blocks of work. May throw.
using GoOn = std::function<bool()>;

/// Ranges [0, count) in pieces of `size` on all threads, a few at a time so that `goOn` is asked often. False when it
/// said no.
[[nodiscard]] bool inRounds(BlockPool& pool, std::size_t count, std::size_t size, const GoOn& goOn,
                            const std::function<void(std::size_t first, std::size_t last)>& work);

/// How many points differ, counted up to `most`.
[[nodiscard]] std::size_t countDistinct(const ScaledPoints& points, std::size_t most);

/// The rows of `clusters` points to start from: the first any, each other one drawn with a chance in proportion to the
/// squared distance from those before, the best of 2 + log k draws (Arthur and Vassilvitskii 2007, "k-means++", in its
/// greedy form). Empty when stopped.
[[nodiscard]] std::vector<std::size_t> plusPlusStart(const ScaledPoints& points, std::size_t clusters,
                                                     PortableRandom& random, BlockPool& pool, const GoOn& goOn);
