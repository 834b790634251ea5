// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// How far apart two latents are: by length of the difference, or by angle alone.
enum class NearMetric {
    Euclidean,
    Cosine, ///< 1 - the cosine of the angle, 0 to 2; 1 where one of the two is zero
};
