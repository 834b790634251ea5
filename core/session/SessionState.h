// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/AttributeTask.h"
#include "latent/AttributeVector.h"
#include "latent/NearMetric.h"
#include "session/MapProjection.h"
#include "session/OutsidePicture.h"
#include "session/VariationChoice.h"
#include "space/Space.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

enum class SliderBasis { Latent, PrincipalComponents };
enum class SliderSort { Index, Influence };

/// Sample numbers, ascending, no doubles.
using SampleSet = std::vector<std::uint32_t>;

/// An attribute vector with a slider: `amount` of it is added to the base point. 0 changes nothing.
struct AttributeSlider
{
    std::string name;
    std::shared_ptr<const AttributeVector> vector;
    float amount = 0;
    std::string method = "mean difference";
    std::string with; ///< the groups in words: "arrow 1 = left"
    std::string without;
    std::string notes;
    std::string colour = {};                             ///< "#rrggbb"; empty: as the others
    bool isBypassed = false;                             ///< it adds nothing, whatever its amount
    bool isSolo = false;                                 ///< while any is, the others add nothing
    bool operator==(const AttributeSlider& other) const; ///< compares vectors by value
};

/// Numbers from `low` to `high`, both included.
struct ShownRange
{
    float low = 0;
    float high = 0;
    [[nodiscard]] bool contains(float value) const { return low <= value && value <= high; }
    bool operator==(const ShownRange&) const = default;
};

enum class PointLook { Dots, Density, Pictures };

/// How the map is shown; the projection itself is computed.
struct MapAppearance
{
    std::string colourBy;                                ///< label column; empty: one colour
    std::set<std::string> hiddenValues;                  ///< filtered away by the legend
    std::optional<ShownRange> shownRange = std::nullopt; ///< numbers outside are filtered away by the colour bar
    PointLook look = PointLook::Dots;
    bool showsNames = true;      ///< of the values, where most of their samples lie
    bool showsGround = false;    ///< the plane that the map shows, decoded behind the points
    bool coloursByTrust = false; ///< in place of a label: how much of each sample's place on this map can be trusted
    bool operator==(const MapAppearance&) const = default;
};

inline constexpr int mostNearSamples = 64;

/// What is saved with a session but not undone: choices of which nothing depends until they are used. Names that the
/// space does not have are as good as none.
struct SessionView
{
    std::string labelColumn; ///< where the next attribute vector comes from; empty: the first that tells groups apart
    std::string withValue;
    std::string withoutValue;                                ///< empty: everything else
    std::shared_ptr<const OutsidePicture> outside = nullptr; ///< that the picture of the point is held against
    /// What the space's folder is known to hold, null: as it was opened. Labels that are others are kept in the
    /// session's file.
    std::shared_ptr<const LabelTable> savedLabels = nullptr;
    NearMetric nearMetric = NearMetric::Euclidean;           ///< by which the samples near the point are looked for
    int nearCount = 12;                                      ///< how many are shown, 1 to mostNearSamples
    AttributeMethod attributeMethod = AttributeMethod::Mean; ///< how the next attribute vector is made
    std::vector<std::string> balanceLabels;                  ///< whose values are matched then, mostBalanceLabels
    std::vector<std::string> fixedLabels;                    ///< that it shall not move
    std::vector<std::string> fixedVectors;                   ///< attributes that it shall not move, by name
    VariationChoice variations;
    int tsneMoreSteps = 500; ///< iterations that a t-SNE map is given at a time, from 1
    bool operator==(const SessionView&) const = default;
};

/// Everything a user can save, undo or compare: one value. Heavy parts are shared and immutable.
struct SessionState
{
    std::shared_ptr<const Space> space;
    LatentVector base;                   ///< space->latentSize() floats
    std::optional<std::uint32_t> sample; ///< the sample that the base was taken from, until it is moved
    std::vector<AttributeSlider> attributes;
    LatentVector inputs;  ///< one value for each of the space's inputs (ModelInput.h), or none until they are known
    float truncation = 1; ///< towards the mean of w, where the space has a mapping
    SliderBasis basis = SliderBasis::Latent;
    SliderSort sort = SliderSort::Index;
    std::set<std::uint32_t> lockedLatents;
    std::set<std::uint32_t> lockedComponents;
    std::shared_ptr<const LabelTable> ownLabels;       ///< of the space's own samples; null: as it was opened
    std::shared_ptr<const LabelTable> generatedLabels; ///< of those that were generated, where such are shown
    std::shared_ptr<const SampleSet> selection;        ///< null: nothing selected
    std::shared_ptr<const SampleSet> withGroup;        ///< "A", kept for the next attribute vector
    std::shared_ptr<const SampleSet> withoutGroup;     ///< "B"
    MapAppearance map;
    MapProjection projection;

    /// What attribute `index` adds, in amounts: 0 while it is bypassed or only others are soloed.
    [[nodiscard]] float effectiveAmount(std::size_t index) const;
    /// base + sum of amount_i * v_i over those that count: the point that is decoded and marked.
    [[nodiscard]] LatentVector currentPoint() const;
    /// What stands behind the point in a row that is decoded: a value for each input, and with a mapping the
    /// truncation.
    [[nodiscard]] LatentVector rowTail() const;
    /// Of the samples that are shown; null where there are none.
    [[nodiscard]] const std::shared_ptr<const LabelTable>& labels() const;
    bool operator==(const SessionState& other) const; ///< compares shared parts by value, spaces by identity
};
