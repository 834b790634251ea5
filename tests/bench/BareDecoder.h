// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

/// The floor for decoding: a LibTorch forward with nothing around it. Frozen, warmed up, in inference mode, its output
/// touched once.
class BareDecoder
{
public:
    BareDecoder(const std::filesystem::path& file, int latentSize, int atenThreads, int blasThreads);
    ~BareDecoder();
    float forward(std::span<const float> points, std::size_t count = 1);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Writes a decoder of transposed convolutions, 32 latents to 64 x 64 RGB, with `channels` feature maps at 4, 8, 16 and
/// 32 pixels: 128-64-32-32 takes 20 MFLOP, 256-128-64-32 takes 54, 512-256-128-64 takes 208.
void writeConvolutionalDecoder(const std::filesystem::path& file, const std::vector<int>& channels);
