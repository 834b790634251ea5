// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

/// The floor for encoding: LibTorch over batches of pictures that lie in memory, with nothing around it.
class BareEncoder
{
public:
    BareEncoder(const std::filesystem::path& file, PictureShape shape, std::size_t batch, int atenThreads,
                int blasThreads);
    ~BareEncoder();
    /// All of `pixels`, batch after batch; the latents, one row after the other.
    std::vector<float> encode(std::span<const std::uint8_t> pixels);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// An encoder of convolutions (kernel 4, stride 2; 32, 32, 64, 64 feature maps as far as the sides allow) to
/// `latentSize` latents, and a decoder of one linear map.
void writeConvolutionalEncoder(const std::filesystem::path& file, PictureShape shape, int latentSize);
void writeLinearDecoder(const std::filesystem::path& file, PictureShape shape, int latentSize);
