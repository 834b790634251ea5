// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "base/Picture.h"
#include "latent/LatentTable.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

struct EncoderOptions
{
    std::string device = "cpu";
    int latentSize = 0;   ///< the decoder's
    PictureShape picture; ///< what it takes in
    ValueRange range;     ///< what 0 and 255 become
    ChannelOrder order = ChannelOrder::Rgb;
};

/// Pictures in, latents out: the mean where the encoder returns a distribution. One thread owns it.
class TorchEncoder
{
public:
    TorchEncoder(std::span<const std::byte> file, const EncoderOptions& options);
    ~TorchEncoder();
    TorchEncoder(TorchEncoder&&) noexcept;

    /// On the CPU LibTorch's sums depend on the size of the batch, and a picture's latent must not depend on what
    /// stands beside it: batches always have this size there, padded with black. At most 16 pictures and 256 KiB; 1
    /// where a trial at load gives other bits in another order. On a GPU as many as memory bears.
    [[nodiscard]] std::size_t batchSize() const;

    /// count pictures of options.picture (8-bit, h x w x c each) to count x latentSize. Throws ModelError.
    [[nodiscard]] LatentTable encode(std::span<const std::uint8_t> pixels, std::size_t count);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
