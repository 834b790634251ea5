// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maps/TsneSteps.h"

/// Prepares a run of t-SNE on the device that its options ask for: CUDA through LibTorch's operators, the processor by
/// core/maps. `auto` takes CUDA where LibTorch has it and there are enough samples to keep it busy. With
/// MORPHOSCOPE_TSNE=libtorch in the environment LibTorch's operators run on the processor too, however few the samples:
/// for tests and measurements. Throws UserError where there is no such device; one that has a problem leaves the run to
/// the processor.
[[nodiscard]] std::unique_ptr<TsneSteps> prepareTsne(const LatentTable& table, const TsneOptions& options,
                                                     TsneState start, const JobControl& control);
