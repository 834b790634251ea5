// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/MeanPicture.h"
#include "cli/Verbs.h"

/// The mean of the space's own pictures of `samples`, pixel by pixel, in the decoder's shape. Throws UserError.
[[nodiscard]] Picture meanPictureOf(const std::vector<std::uint32_t>& samples, LoadedSpace& loaded,
                                    const std::string& named);
