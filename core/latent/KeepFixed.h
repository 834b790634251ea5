// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"

/// Rows of length 1, at right angles to each other, that span what the rows of `directions` (k x d) span: as many as
/// are independent (modified Gram-Schmidt, twice, in double). Rows that are not finite are left out.
[[nodiscard]] LatentTable orthonormalBasis(const LatentTable& directions);

/// Takes out of `vector` (d) what lies in the span of `basis` (orthonormal rows, k x d): what is left is the nearest
/// vector that does not move along any of them (least squares; Shen et al. 2020, InterFaceGAN, conditional
/// manipulation). Gives the cosine between the vector as it was and its part in the span, from 0 to 1; with one
/// direction the cosine to that, from -1 to 1.
double takeOut(std::span<float> vector, const LatentTable& basis);
