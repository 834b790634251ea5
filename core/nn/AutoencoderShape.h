// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "latent/TrainingRun.h"

#include <cstdint>
#include <string>
#include <vector>

/// One weight tensor of the autoencoder.
struct WeightShape
{
    std::string name; ///< its attribute in the TorchScript module
    std::vector<std::int64_t> sizes;
    std::int64_t fanIn = 1; ///< values start uniform in +-1/sqrt(fanIn)
    [[nodiscard]] std::int64_t values() const;
};

/// The architecture, said once: the trainer runs it, the TorchScript text repeats it. Convolutions of kernel 4 and
/// stride 2 with ReLU, one linear map to z, one from z, and the same back. There is no hidden layer beside z: vectors
/// in z then act on the first feature map directly, which is what makes adding them work.
struct AutoencoderShape
{
    PictureShape picture;
    int latentSize = 0;
    bool isVariational = true;
    std::vector<int> channels; ///< feature maps after each down-sampling step

    [[nodiscard]] int padBottom() const; ///< rows that make the height divisible by 2^steps
    [[nodiscard]] int padRight() const;
    [[nodiscard]] int innerHeight() const; ///< of the last feature map
    [[nodiscard]] int innerWidth() const;

    /// Weight and bias of each layer, in the order in which they are used.
    [[nodiscard]] std::vector<WeightShape> encoderWeights() const;
    [[nodiscard]] std::vector<WeightShape> decoderWeights() const;
    /// `forward` in TorchScript: n x c x h x w in [0, 1] to (mean, log-variance) or z, and n x size to [0, 1].
    [[nodiscard]] std::string encoderScript() const;
    [[nodiscard]] std::string decoderScript() const;
};

/// The architecture for pictures of this shape. Without channels in the options there are as many steps as bring the
/// smallest side to 4 at most. Throws UserError for options that make no sense.
[[nodiscard]] AutoencoderShape autoencoderFor(PictureShape picture, const TrainingOptions& options);
