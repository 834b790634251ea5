// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "create/NewSpace.h"
#include "engine/EngineTypes.h"
#include "latent/LatentTable.h"
#include "space/LabelJoin.h"

/// The latents among the pieces: .npy, .npz or lines of numbers. Throws UserError, also for values that are not finite.
[[nodiscard]] LatentTable latentsOf(const Piece& piece);
/// The labels among the pieces as they stand: CSV or TSV, CelebA's list, the Projector's metadata, IDX.
[[nodiscard]] LabelTable labelsOf(const Piece& piece);

/// Labels in the order of the samples.
struct OrderedLabels
{
    LabelTable labels;
    LabelJoining joining = LabelJoining::ByOrder;
    std::string column; ///< that names the files; empty where rows are taken as they come
    std::vector<std::string> notes;
};
/// `names` of the pictures, empty where they have none; `count` samples. The folders that pictures lie in become a
/// column *folder* where there are several. Throws UserError naming the file when they cannot be joined as `wish` says.
[[nodiscard]] OrderedLabels orderLabels(const Piece* labels, const std::vector<std::string>& names, std::size_t count,
                                        std::optional<LabelJoining> wish);

/// What the engine is asked to load for a plan.
[[nodiscard]] LoadRequest loadRequestFor(const NewSpacePlan& plan);
