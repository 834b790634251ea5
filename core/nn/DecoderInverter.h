// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "base/Picture.h"
#include "latent/InversionRun.h"
#include "latent/ModelInput.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

/// What is known of a decoder that was opened before.
struct KnownDecoder
{
    std::string device = "cpu"; ///< as in DeviceChoice::name
    int latentSize = 0;
    PictureShape picture;
    ValueRange range;
    std::vector<ModelInput> inputs = {}; ///< what goes in beside z
    LatentVector mappedMean = {};        ///< of w: rows then end with a truncation towards it
};

/// A picture and where to begin.
struct InversionTask
{
    std::span<const std::uint8_t> pixels; ///< of the decoder's shape, 8-bit, h x w x c
    LatentTable starts;                   ///< k x d, k may be 0: compete with the draws
    LatentScale scale;                    ///< empty: the latents are as the prior has them
    InversionOptions options;
    LatentVector tail = {}; ///< what stands behind the point in a row: a float for each input, the truncation
};

struct InversionControl
{
    std::stop_token stop; ///< ends after the step at hand, keeping the best point
    std::function<void(const InversionProgress&)> report = [](const InversionProgress&) {}; ///< after each step
};

/// Finds the point whose picture is most like a given one, through the decoder's gradients. It loads the decoder for
/// itself: a graph that runs for gradients must not be the one that runs for inference. One thread owns it.
class DecoderInverter
{
public:
    /// `file` is the whole TorchScript file. Throws ModelError.
    DecoderInverter(std::span<const std::byte> file, KnownDecoder decoder);
    ~DecoderInverter();
    DecoderInverter(DecoderInverter&&) noexcept;

    /// Begins at that of the starts and draws whose picture is nearest, and goes down by Adam (Kingma and Ba 2015) on
    ///     mean over levels l of 2^-l mean((P_l(x) - P_l(t))^2) + w |u|^2 / values,
    /// x the decoder's values and t the picture, both in units of the range, P_l averaged l times over 2 x 2 pixels
    /// (Burt and Adelson 1983), u the point in units of `scale`. Zhu et al. 2016, section 3.1, for the descent;
    /// Creswell and Bharath 2018, section III, for the prior's term; for a uniform prior, stochastic clipping: Lipton
    /// and Tripathi 2017. Same file, task, seed, threads and build give the same point. Throws ModelError when the
    /// decoder has no gradients or gives nothing but NaN, UserError when the task does not fit the decoder.
    [[nodiscard]] Inversion invert(const InversionTask& task, const InversionControl& control = {});

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
