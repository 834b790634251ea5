// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "latent/TrainingRun.h"

#include <functional>
#include <span>
#include <stop_token>

/// How training talks while it runs; all are called on the training thread.
struct TrainingControl
{
    std::stop_token stop; ///< ends after the batch at hand, keeping what was learned
    std::function<void(const TrainingProgress&)> report = [](const TrainingProgress&) {};
    /// After each epoch: everything needed to go on (weights, optimiser, best so far, history, options).
    std::function<void(std::vector<std::byte>)> checkpoint = [](std::vector<std::byte>) {};
};

/// Trains a convolutional autoencoder on `pictures` (8-bit, values used as [0, 1]). `resume` is a checkpoint or empty.
/// Same pictures, options, seed, threads and build give the same weights. Throws UserError (too few pictures, a
/// checkpoint of another run, …). Kingma and Welling 2014, section 3 and appendix B, for the objective.
[[nodiscard]] TrainedModel trainAutoencoder(const PictureBatch& pictures, const TrainingOptions& options,
                                            std::span<const std::byte> resume, const TrainingControl& control);
