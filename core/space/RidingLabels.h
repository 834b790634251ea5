// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/AttributeTrust.h"
#include "latent/LatentTable.h"
#include "space/LabelTable.h"

/// For each column but those named in `except`: the value whose samples lie farthest along `vector` (or farthest
/// against it), compared with all others that are known; of numbers the upper half. At most 64 values of a column, the
/// most frequent. The farthest from 0.5 first, each counted three standard errors nearer to it (so that values of few
/// samples do not come first by chance).
[[nodiscard]] std::vector<RidingLabel> ridingLabels(const LabelTable& labels, const LatentTable& latents,
                                                    LatentView vector, const std::vector<std::string>& except,
                                                    const JobControl& control = {});
