// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/AttributeVector.h"

#include <cstdint>
#include <string>
#include <vector>

// Plain data about fitting an attribute vector: spoken of by the window, the command line and the messages.

enum class AttributeMethod { Mean, Balanced, Linear, Ridge };

inline constexpr int mostBalanceLabels = 4;      ///< whose values are matched at once
inline constexpr std::size_t mostFixed = 4096;   ///< labels and vectors held fixed at once
inline constexpr int mostRandomSplits = 100'000; ///< tried
inline constexpr std::size_t mostLinearRows = 100'000;
inline constexpr std::size_t mostTestedRows = 20'000; ///< in the cross-validation

struct AttributeOptions
{
    AttributeMethod method = AttributeMethod::Mean;
    std::uint64_t seed = 1;
    int randomSplits = 200; ///< 0 to mostRandomSplits
    bool operator==(const AttributeOptions&) const = default;
};

/// Directions that the vector must not move along: those of one label, or one vector.
struct FixedDirections
{
    std::string name;
    LatentTable directions; ///< k x d
    bool operator==(const FixedDirections&) const = default;
};

/// What a vector is fitted from. The rows of the table are all samples of the groups: first those *with*, then those
/// *without*.
struct AttributeTask
{
    std::size_t withCount = 0;
    AttributeOptions options;
    std::vector<std::uint32_t>
        classes;                ///< one for each row, below the number of rows: those alike are matched (Balanced)
    std::vector<float> numbers; ///< one for each row: what is predicted (Ridge)
    std::vector<FixedDirections> fixed;
};
