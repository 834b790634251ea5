// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"

/// Whether Debian's dataset-fashion-mnist is installed; says on standard error when it is not.
[[nodiscard]] bool hasFashionPictures();

/// All 70,000 pictures along 50 principal components, in an order that is the same every time.
[[nodiscard]] LatentTable fashionTable();

/// These, mirrored, shifted down by one pixel, and so on (at most 18 variants), along the components of the former:
/// 70,000 of each, in such an order.
[[nodiscard]] LatentTable fashionVariants(std::size_t variants = 3);

/// Its first `rows`.
[[nodiscard]] LatentTable firstRows(const LatentTable& table, std::size_t rows);
