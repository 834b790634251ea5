// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Plain data about training: spoken of by the window, the command line and the messages, none of which know LibTorch.

enum class AutoencoderKind { Variational, Plain };

struct TrainingOptions
{
    AutoencoderKind kind = AutoencoderKind::Variational;
    int latentSize = 64;
    double beta = 1; ///< weight of the KL term (Higgins et al. 2017); unused for Plain
    int epochs = 20;
    std::optional<double> minutes; ///< stop by time as well
    int batchSize = 64;
    double learningRate = 1e-3; ///< Adam, cosine decay over the epochs
    std::uint64_t seed = 1;
    double validationShare = 0.1;
    std::vector<int> channels; ///< feature maps of the down-sampling steps; empty: chosen from the size
    std::string device = "cpu";
    bool operator==(const TrainingOptions&) const = default;
};

/// One epoch as it ended: sums per picture, averaged over pictures. Reconstruction is the binary cross-entropy in nats.
struct TrainingEpoch
{
    int epoch = 0;
    double reconstruction = 0;
    double kl = 0;
    double validationReconstruction = 0;
    double validationKl = 0;
    double seconds = 0;
    bool operator==(const TrainingEpoch&) const = default;
};

struct TrainingProgress
{
    double fraction = 0; ///< of the whole run, also within an epoch
    double secondsLeft = 0;
    std::vector<TrainingEpoch> history;
};

struct TrainedModel
{
    std::vector<std::byte> decoder; ///< TorchScript, loads with LibTorch 1.13 up to today's and in Python
    std::vector<std::byte> encoder; ///< TorchScript; returns mean and log-variance (Variational) or z (Plain)
    std::vector<TrainingEpoch> history;
    int bestEpoch = 0;
    bool stoppedEarly = false; ///< by time or by the caller
};
