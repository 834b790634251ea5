// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/Verbs.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Points and samples as they are said on the command line. All throw UserError.

/// One point: a sample's latent or that of a file.
struct PointChoice
{
    std::optional<std::int64_t> sample;
    std::string latent; ///< Z.npy
};
/// Adds --sample and --latent, of which one must be given, or at most one; `what` is the group's description.
void addPointOptions(CLI::App& verb, PointChoice& choice, const std::string& what, bool isRequired = true);
[[nodiscard]] LatentVector pointOf(const PointChoice& choice, const Space& space, const std::string& named);

/// Several samples: those named, or those that meet a pattern of labels.
struct SampleChoice
{
    std::vector<std::int64_t> samples;
    std::string where;       ///< "COLUMN=VALUE,…"
    std::string whereOption; ///< --where, --with: what it was said with
};
struct ChosenSamples
{
    std::vector<std::uint32_t> rows; ///< as they were named; of a pattern, ascending. At least one
    std::size_t matching = 0;        ///< as many as there would be without a limit
};
/// Adds --samples and `option`, of which one must be given.
void addSampleOptions(CLI::App& verb, SampleChoice& choice, const std::string& option, const std::string& what);
/// Of those that meet a pattern the first `most`; 0: all. `named` is the space as the user calls it.
[[nodiscard]] ChosenSamples samplesOf(const SampleChoice& choice, const Space& space, const std::string& named,
                                      std::size_t most = 0);

/// The number of a sample, from 0.
[[nodiscard]] CLI::Range sampleNumbers();
/// The samples' latents, at least one.
[[nodiscard]] const LatentTable& latentsOf(const Space& space, const std::string& named);
/// The latent of one sample, finite.
[[nodiscard]] LatentVector latentOfSample(std::int64_t sample, const Space& space, const std::string& named);
/// The one row of a .npy file, finite.
[[nodiscard]] LatentVector vectorIn(const std::string& file);
/// Refuses a vector of another width than the loaded decoder's latents; `what` names it.
void requireSize(const LatentVector& vector, const LoadedModel& model, const std::string& what);
