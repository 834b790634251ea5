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
    std::vector<float> amounts;                    ///< one each: of Strip and Analogy, of Morph the share of the way
                                                   ///< and of Arithmetic the terms' factors; NaN where there is none
    std::vector<std::optional<std::uint32_t>> are; ///< points that are samples
    std::string attribute;                         ///< Strip: by name
    std::size_t total = 0;                         ///< Mean: samples that it is of
    bool isDirection = false;                      ///< Arithmetic: the first point is the one of now plus the sum
    double pointFactors = 1;                       ///< Arithmetic: what the factors of its points add up to

    [[nodiscard]] std::size_t count() const { return samples ? samples->size() : points.rows(); }
    [[nodiscard]] LatentVector point(std::size_t index) const;
    [[nodiscard]] std::optional<std::uint32_t> sample(std::size_t index) const;
    [[nodiscard]] bool isEdited() const; ///< Samples: the amounts change anything

    [[nodiscard]] static VariationPlan none(const QString& why);
    void append(LatentView point, std::optional<float> amount = {}, std::optional<std::uint32_t> sample = {});
};

/// What else a plan depends on beside the state.
struct VariationSources
{
    const LatentStatistics* statistics = nullptr;    ///< in the latent axes; null: not known
    const PrincipalComponents* components = nullptr; ///< for locks in their basis; null: not known
    std::string touched;                             ///< the attribute that was moved last, by name
    const LatentVector* mean = nullptr;              ///< of the samples that Mean and Arithmetic ask for; null: not yet
    std::size_t meanCount = 0;                       ///< of them
    QString whyNoMean;                               ///< why it will not be known either
};

[[nodiscard]] VariationPlan planVariations(const SessionState& state, const VariationChoice& choice,
                                           const VariationSources& sources);

/// Where going to `point` leads: locked sliders hold.
[[nodiscard]] LatentVector pointReached(const SessionState& state, LatentView point,
                                        const PrincipalComponents* components);
[[nodiscard]] bool hasEncodedSamples(const SessionState& state);
/// In a sentence, why there is no such sample; empty where there is.
[[nodiscard]] QString whyNoSample(const SessionState& state, std::uint32_t sample);

/// `count` of `from` spread evenly, all where there are no more.
[[nodiscard]] SampleSet someOf(const SampleSet& from, std::size_t count);
/// `count` of the first `samples` numbers, at random: each set as likely as any other.
[[nodiscard]] SampleSet randomSamples(std::size_t samples, std::size_t count, std::uint64_t seed);
/// What the amounts that count add to any point: locked sliders keep what they show (holdLocks).
[[nodiscard]] LatentVector editOf(const SessionState& state, const PrincipalComponents* components);
