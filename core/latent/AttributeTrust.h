// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// How far an attribute vector can be trusted: plain data that is kept with it.

/// Two groups of samples by where they lie along a vector, counted in bins of equal width from `low` to `high`.
struct GroupHistograms
{
    static constexpr std::size_t bins = 40;

    double low = 0; ///< the outermost samples of both groups, in amounts
    double high = 0;
    std::vector<std::uint32_t> with; ///< `bins` counts each
    std::vector<std::uint32_t> without;
    bool operator==(const GroupHistograms&) const = default;
};

/// A value of another label that lies along the vector as well.
struct RidingLabel
{
    std::string label;
    std::string value; ///< of a label of numbers: its upper half
    double auc = 0.5;  ///< of that value against the others along the vector: 1 rides along, 0 goes the other way
    bool operator==(const RidingLabel&) const = default;
};

/// Something that was held fixed when the vector was made.
struct KeptFixed
{
    std::string name;
    double cosineBefore = 0; ///< between the vector and what was taken out of it; near 0: it hardly changed
    bool operator==(const KeptFixed&) const = default;
};

/// AUC is the chance that a sample *with* lies farther along than one *without* (ties count half).
struct AttributeTrust
{
    static constexpr double noiseLevel = 0.05;

    std::size_t tested = 0;           ///< samples in the cross-validation: a part of both groups where they are large
    std::optional<double> heldOutAuc; ///< mean over the folds; none where a group has fewer than two samples
    double cohensD = 0;               ///< of all samples of the groups along the vector (those that it was made from)
    int randomSplits = 0;             ///< into groups of the same sizes that were tried; 0: too few samples
    double randomAsGood = 1;          ///< the share of them whose held-out AUC is as high
    GroupHistograms histograms;
    std::vector<RidingLabel> riding; ///< one for each other label, the one that surely rides along most first

    [[nodiscard]] bool couldBeNoise() const { return randomSplits == 0 || randomAsGood >= noiseLevel; }
    bool operator==(const AttributeTrust&) const = default;
};
