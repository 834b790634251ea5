// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"
#include "latent/TsneMap.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

/// A prepared run of t-SNE, wherever it is computed: TsneRun is the one on the processor.
class TsneSteps
{
public:
    virtual ~TsneSteps() = default;

    /// One iteration; behind the number of the options it goes on as before. Throws UserError when the map runs away
    /// from itself, as it may with a large learning rate.
    virtual void step() = 0;
    [[nodiscard]] virtual int iteration() const = 0; ///< done so far

    [[nodiscard]] virtual std::size_t rows() const = 0;
    [[nodiscard]] virtual double perplexity() const = 0; ///< in use
    /// n x 2, around 0; until the next step. From another device they come only now.
    [[nodiscard]] virtual std::span<const float> positions() const = 0;
    [[nodiscard]] virtual TsneState state() const = 0; ///< of now, to go on from at another time
    /// The Kullback-Leibler divergence of the map from the affinities, without exaggeration, in nats. Takes about as
    /// long as a step.
    [[nodiscard]] virtual double divergence() = 0;

    /// As in TsneMap: none where neighbours are exact.
    [[nodiscard]] virtual std::optional<double> neighbourRecall() const { return std::nullopt; }

    [[nodiscard]] virtual std::string device() const { return "cpu"; } ///< where it is computed now
    [[nodiscard]] virtual std::string deviceReason() const { return {}; }
};

/// Finds neighbours and affinities and places all points. `control` is told how far that is; a stopped one leaves a run
/// of no points. A `start` with positions is gone on from. Throws UserError where a value is not finite, an option is
/// out of bounds, or the start is not of these rows.
using PrepareTsne = std::function<std::unique_ptr<TsneSteps>(const LatentTable& table, const TsneOptions& options,
                                                             TsneState start, const JobControl& control)>;
