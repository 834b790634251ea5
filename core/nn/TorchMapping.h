// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "latent/LatentTable.h"
#include "latent/Prior.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

struct MappingOptions
{
    std::string device = "cpu";
    int size = 0;       ///< of z
    int latentSize = 0; ///< of w: the decoder's
    Prior prior = Prior::Normal;
    std::function<void()> alive; ///< called while opening, before each run of the model
};

/// A mapping network as StyleGAN has it (Karras, Laine, Aila 2019): draws of the prior, z, become latents, w. Computes
/// the mean of w at loading. One thread owns it.
class TorchMapping
{
public:
    static constexpr std::size_t draws = 10'000; ///< that the mean is of; always the same ones

    /// `file` is the whole TorchScript file. Throws ModelError.
    TorchMapping(std::span<const std::byte> file, const MappingOptions& options);
    ~TorchMapping();
    TorchMapping(TorchMapping&&) noexcept;

    /// n x size to n x latentSize, finite, in one run. Throws ModelError.
    [[nodiscard]] LatentTable map(const LatentTable& points);
    [[nodiscard]] const LatentVector& mean() const;       ///< of w, towards which truncation goes
    [[nodiscard]] const LatentVector& deviation() const;  ///< standard deviation of each dimension of w
    [[nodiscard]] const LatentTable& someLatents() const; ///< w of the first 64 draws

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
