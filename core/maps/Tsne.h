// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maps/ApproximateNeighbours.h"
#include "maps/TsneSteps.h"

#include <memory>
#include <optional>
#include <span>

/// t-SNE (van der Maaten and Hinton 2008) of the rows of a table to the plane: prepared once, then as many steps as
/// wanted. Neighbours exact up to 100,000 rows, most of them above (ApproximateNeighbours.h); repulsion exact for small
/// sets and on a grid with FFT above (Linderman et al. 2019);
/// the start along the first two principal components as Kobak and Berens 2019 advise, and the learning rate
/// n / exaggeration, from Belkina et al. 2019. All in float. The same table, options, instruction set and build give
/// the same bits for any number of threads.
class TsneRun : public TsneSteps
{
public:
    /// Finds neighbours and affinities (exact ones: n^2 d multiplications and additions) and places all points.
    /// `control` is told how far that is; a stopped one leaves a run of no points. With fewer than 3 x perplexity
    /// others the perplexity is a third of their number. Throws UserError where a value is not finite, or an option is
    /// out of bounds.
    ///
    /// A `start` with positions is gone on from: the `state` of another run of the same table and options gives the
    /// same bits as if that run had not ended. Positions without motion start at rest, with gains of 1 and without
    /// exaggeration, whatever the iteration. Throws UserError where it is not of n points, not finite, or all in one
    /// place. Neighbours are exact up to `mostExact` rows.
    TsneRun(const LatentTable& table, const TsneOptions& options, TsneState start = {}, const JobControl& control = {},
            std::size_t mostExact = mostExactRows);
    ~TsneRun() override;
    TsneRun(const TsneRun&) = delete;

    void step() override;
    [[nodiscard]] int iteration() const override;
    [[nodiscard]] std::size_t rows() const override;
    [[nodiscard]] double perplexity() const override;
    [[nodiscard]] std::span<const float> positions() const override;
    [[nodiscard]] TsneState state() const override;
    [[nodiscard]] double divergence() override;
    [[nodiscard]] std::optional<double> neighbourRecall() const override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// A TsneRun: where nothing else is at hand.
[[nodiscard]] std::unique_ptr<TsneSteps> prepareOnProcessor(const LatentTable& table, const TsneOptions& options,
                                                            TsneState start, const JobControl& control);
