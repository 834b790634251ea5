// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/BlockPool.h"
#include "base/JobControl.h"

#include <cstdint>
#include <span>
#include <vector>

/// For each of n points of the plane (n x 2, finite) the `count` nearest others, at most n - 1, as n x count numbers,
/// the nearest first. Exact, by a k-d tree (Bentley 1975): n log n. Of equally near ones any, but always the same.
/// Empty when stopped.
[[nodiscard]] std::vector<std::uint32_t> planeNeighbours(std::span<const float> places, std::size_t count,
                                                         BlockPool& pool, const JobControl& control = {});
