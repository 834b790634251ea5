// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentStatistics.h"
#include "latent/PrincipalComponents.h"
#include "session/SessionState.h"

#include <QString>

/// The points that a choice stands for, in the order in which they are shown.
struct VariationPlan
{
    QString whyNone; ///< in a sentence, when there are no points

    std::shared_ptr<const LatentTable> latents; ///< Samples: what is shown are rows of these, plus `edit`
    std::shared_ptr<const SampleSet> samples;
    LatentVector edit;          ///< what the amounts of now add; locked sliders of a sample stay where they are
    std::size_t candidates = 0; ///< among so many were `samples` chosen

    LatentTable points;                            ///< of all other views
    std::vector<float> amounts;                    ///< Strip and Analogy: one each; NaN where there is none
    std::vector<std::optional<std::uint32_t>> are; ///< Analogy: points that are samples
    std::string attribute;                         ///< Strip: by name

    [[nodiscard]] std::size_t count() const { return samples ? samples->size() : points.rows(); }
    [[nodiscard]] LatentVector point(std::size_t index) const;
    [[nodiscard]] std::optional<std::uint32_t> sample(std::size_t index) const;
    [[nodiscard]] bool isEdited() const; ///< Samples: the amounts change anything
};

/// What else a plan depends on beside the state.
struct VariationSources
{
    const LatentStatistics* statistics = nullptr;    ///< in the latent axes; null: not known
    const PrincipalComponents* components = nullptr; ///< for locks in their basis; null: not known
    std::string touched;                             ///< the attribute that was moved last, by name
    const LatentVector* selectionMean = nullptr;     ///< Mean; null: not known yet
};

[[nodiscard]] VariationPlan planVariations(const SessionState& state, const VariationChoice& choice,
                                           const VariationSources& sources);

/// `count` of `from` spread evenly, all where there are no more.
[[nodiscard]] SampleSet someOf(const SampleSet& from, std::size_t count);
/// `count` of the first `samples` numbers, at random: each set as likely as any other.
[[nodiscard]] SampleSet randomSamples(std::size_t samples, std::size_t count, std::uint64_t seed);
/// What the amounts that count add to any point: locked sliders keep what they show (holdLocks).
[[nodiscard]] LatentVector editOf(const SessionState& state, const PrincipalComponents* components);
