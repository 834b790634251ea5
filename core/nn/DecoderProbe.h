// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "nn/DecoderInputs.h"
#include "nn/TorchModule.h"

#include <optional>

/// How a decoder wants its points.
struct LatentForm
{
    int size = 0;
    bool isMap = false;    ///< n x size x 1 x 1 rather than n x size
    bool isSingle = false; ///< takes one point at a time
    InputLayout layout;    ///< what goes in beside them
};

/// Finds it by trying, given size and inputs or not. Throws ModelError: NeedsLatentSize when no size or several work;
/// otherwise what is wrong with the model.
[[nodiscard]] LatentForm findLatentForm(TorchModule& module, std::optional<int> size,
                                        const std::optional<PictureShape>& picture,
                                        const std::optional<std::vector<ModelInput>>& inputs = {});

/// `output` of a decoder for `count` points as count x channels x height x width of floats or bytes; `picture`, if
/// known, tells how flat outputs fold; else n x 784 are squares of 28 x 28, and so on. Throws ModelError that says what
/// is wrong with it.
[[nodiscard]] at::Tensor asPictures(const at::Tensor& output, std::int64_t count,
                                    const std::optional<PictureShape>& picture);
/// The shape of what asPictures returned.
[[nodiscard]] PictureShape pictureShapeOf(const at::Tensor& pictures);
