// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentVector.h"

#include <string>

/// The one row of `size` numbers in a .npy file, which is not zero. Throws UserError.
[[nodiscard]] LatentVector directionIn(const std::string& file, std::size_t size);
