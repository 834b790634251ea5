// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <torch/script.h>

#include <cstdint>
#include <span>
#include <vector>

/// How far values of a decoder are from one picture, over several scales: far off, coarse levels lead where pixels that
/// do not yet overlap would not.
class PixelLoss
{
public:
    /// `pixels` are 8-bit, h x w x c, of `shape`.
    PixelLoss(std::span<const std::uint8_t> pixels, PictureShape shape, at::Device device);

    /// `values` 1 x c x h x w, 0 black and 1 white: the weighted mean over levels of the mean squared difference, each
    /// level half as large a picture and half the weight of the one before.
    [[nodiscard]] at::Tensor of(at::Tensor values) const;
    /// Root of the mean squared difference of the 8-bit pictures, 0 to 1. What is not finite counts as black.
    [[nodiscard]] double errorOf(const at::Tensor& values) const;

private:
    std::vector<at::Tensor> m_levels; ///< the picture, largest first
};
