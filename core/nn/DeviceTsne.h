// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"
#include "latent/TsneMap.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

/// t-SNE on one of LibTorch's devices: neighbours, affinities and all of an iteration, with the options, the rules and
/// the quality of the run on the processor, in float. One small answer an iteration comes back (extent and mean of the
/// map); positions come only when they are asked for.
///
/// On one device and LibTorch the same table, start and options give the same bits: sums are either in a fixed order or
/// of whole numbers. On another device, or another LibTorch, the map differs as with another seed.
class DeviceTsne
{
public:
    /// Finds neighbours and affinities of `table` (n x d, finite) and starts from `start` (n x 2). A stopped one has no
    /// points. `device` is one of availableDevices(). Throws DeviceProblem where the device has not enough memory
    /// (about 4 n d + 4 KB n + 2 GB at perplexity 30) or fails otherwise, as all that follow; it has no points then.
    DeviceTsne(const LatentTable& table, std::span<const float> start, const TsneOptions& options,
               const std::string& device, const JobControl& control = {});
    ~DeviceTsne();
    DeviceTsne(const DeviceTsne&) = delete;

    /// One iteration. Throws UserError when the map runs away from itself.
    void step();
    [[nodiscard]] int iteration() const;

    [[nodiscard]] std::size_t rows() const;
    [[nodiscard]] double perplexity() const;            ///< in use
    [[nodiscard]] std::vector<float> positions() const; ///< n x 2, around 0
    /// Of now, to go on from at another time; n x 4 of motion as in TsneState.
    [[nodiscard]] TsneState state() const;
    /// From where another run of the same table and options stood; without motion from rest.
    void goOn(const TsneState& before);
    [[nodiscard]] double divergence(); ///< Kullback-Leibler, in nats

    /// What the run works with, as on the processor: those of point i are at [begins[i], begins[i + 1]).
    struct Edges
    {
        std::vector<std::uint64_t> begins; ///< n + 1
        std::vector<std::uint32_t> ids;
        std::vector<float> weights;
    };
    [[nodiscard]] Edges edges() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
