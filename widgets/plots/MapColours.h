// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "raster/PointStyle.h"
#include "session/SessionState.h"

#include <QRgb>
#include <QString>

#include <span>

/// One line of a legend: a value of the label that the points are coloured by.
struct LegendEntry
{
    std::string key; ///< the label's value; empty: unknown
    QString text;
    PointStyle style;
    std::size_t count = 0;
    bool isHidden = false;
    bool operator==(const LegendEntry&) const = default;
};

/// What every sample looks like, and the legend that explains it.
struct MapColouring
{
    std::vector<std::uint8_t> styles; ///< of each sample, into `palette`
    PointPalette palette{};
    std::vector<LegendEntry> legend; ///< empty when all have one colour
    bool sharesLooks = false;        ///< there are more values than looks
    bool hasColourBar = false;       ///< from `low` to `high`, in viridis
    float low = 0;
    float high = 0;
    std::size_t shown = 0; ///< samples that are not filtered away
};

/// So many values can be told apart: eight colours, eight shapes.
inline constexpr std::size_t classLooks = 8 * pointShapeCount;

/// How to colour a map of `samples` samples.
struct MapColourOptions
{
    std::size_t samples = 0;
    const LabelColumn* column = nullptr;                 ///< null: one colour
    std::span<const float> numbers = {};                 ///< of the samples, in place of a column; NaN: unknown
    std::span<const float> otherNumbers = {};            ///< that have the same colour bar, on another map
    std::set<std::string> hiddenValues;                  ///< as in MapAppearance
    std::optional<ShownRange> shownRange = std::nullopt; ///< as in MapAppearance; only of columns with a colour bar
    const SampleSet* selection = nullptr;                ///< when there is one, all others are greyed
    bool isDark = true;                                  ///< the background
};

/// Classes get the eight colours of Okabe and Ito (2008), then other shapes; numbers get viridis (a legend when they
/// are few, a bar when they are many); unknown is grey.
[[nodiscard]] MapColouring colourSamples(const MapColourOptions& options);

/// Smith and van der Walt's viridis at 0 to 1, by the polynomial of M. Zucker.
[[nodiscard]] QRgb viridis(double position);
