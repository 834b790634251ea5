// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "base/Picture.h"
#include "latent/LatentTable.h"
#include "latent/ModelInput.h"
#include "nn/Device.h"
#include "nn/ThreadPlan.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// What is known of a decoder before it is opened; what is not is found by probing.
struct DecoderOptions
{
    std::string device = "cpu"; ///< as in DeviceChoice::name
    std::optional<int> latentSize;
    std::optional<ValueRange> range;
    std::optional<ThreadPlan> threads;   ///< empty: chosen by measuring
    std::optional<PictureShape> picture; ///< checked against the output when given
    ChannelOrder order = ChannelOrder::Rgb;
    std::function<void()> alive; ///< called while opening, before each run of the model
    double rangeSeconds = 1;     ///< for finding the range, where that would take longer
    std::optional<std::vector<ModelInput>> inputs = std::nullopt; ///< what goes in beside z
    LatentVector mappedMean = {};                                 ///< of w: rows then end with a truncation towards it
    LatentTable rangeDraws = {}; ///< points that the range is found from, in place of draws of the prior
};

/// A decoder: latent vectors in, 8-bit pictures out, on one device. Loads from memory, freezes, turns gradients off,
/// probes and warms up in inference mode, so that the first real call is as fast as the rest. Not thread-safe: one
/// thread owns it.
class TorchDecoder
{
public:
    /// `file` is the whole TorchScript file. Throws ModelError.
    TorchDecoder(std::span<const std::byte> file, const DecoderOptions& options);
    ~TorchDecoder();
    TorchDecoder(TorchDecoder&&) noexcept;

    [[nodiscard]] int latentSize() const;
    [[nodiscard]] const std::vector<ModelInput>& inputs() const;
    [[nodiscard]] std::size_t rowSize() const; ///< latents, a float for each input, the truncation if there is one
    [[nodiscard]] PictureShape picture() const;
    [[nodiscard]] ValueRange range() const;
    [[nodiscard]] bool isByteOutput() const;  ///< the decoder itself gives bytes: the range is theirs
    [[nodiscard]] ThreadPlan threads() const; ///< in force since loading

    /// Decodes `count` rows (count x rowSize floats) into `pixels` (count * picture().bytes()); `nonFinite`
    /// (count, may be empty) gets each picture's share of NaN and infinite values, whose pixels are 0. Throws
    /// ModelError.
    void decode(std::span<const float> points, std::size_t count, std::span<std::uint8_t> pixels,
                std::span<double> nonFinite);

    /// How much the picture changes per standard deviation: for dimension i the root of the mean over pixels and
    /// `bases` of the squared difference of decode(base + scale_i e_i) and decode(base - scale_i e_i), halved, in units
    /// of the range. Dimensions [first, first + count) only, so that the caller can give way between batches. Rows of
    /// `directions` are used in place of the latent axes when it is not empty. Bases and directions are k x rowSize.
    [[nodiscard]] std::vector<float> influence(const LatentTable& bases, std::span<const float> scale,
                                               const LatentTable& directions, std::size_t first, std::size_t count);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
