// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "latent/TrainingRun.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

/// Where a training run stands after an epoch. The random numbers of an epoch follow from the seed and its number, so
/// there is no generator to keep.
struct Checkpoint
{
    std::string run; ///< what must be the same to go on: see runDescription
    std::vector<TrainingEpoch> history;
    int bestEpoch = 0;
    std::int64_t adamSteps = 0;
    double seconds = 0; ///< trained so far
    std::vector<float> weights;
    std::vector<float> bestWeights;
    std::vector<float> firstMoments;
    std::vector<float> secondMoments;
    bool operator==(const Checkpoint&) const = default;
};

/// Options and pictures in one line of text. Epochs, minutes and device are left out: a run may go on for longer or
/// elsewhere.
[[nodiscard]] std::string runDescription(const PictureBatch& pictures, const TrainingOptions& options,
                                         const std::vector<int>& channels);

[[nodiscard]] std::vector<std::byte> writeCheckpoint(const Checkpoint& checkpoint);
/// Throws UserError when the bytes are no checkpoint, are damaged, or belong to another run than `run`.
[[nodiscard]] Checkpoint readCheckpoint(std::span<const std::byte> bytes, const std::string& run);
