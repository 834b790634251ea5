// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"

/// Whether Debian's dataset-fashion-mnist is installed; says on standard error when it is not.
[[nodiscard]] bool hasFashionPictures();

/// All 70,000 pictures along 50 principal components, in an order that is the same every time.
[[nodiscard]] LatentTable fashionTable();

/// These, mirrored, and shifted down by one pixel, along the components of the former: 210,000, in such an order.
[[nodiscard]] LatentTable fashionVariants();

/// Its first `rows`.
[[nodiscard]] LatentTable firstRows(const LatentTable& table, std::size_t rows);
