// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What stands side by side.
enum class VariationView {
    Samples,    ///< samples with and without the amounts of now
    Strip,      ///< the point with one attribute from -2 to 2
    Around,     ///< the point and eight random ones near it
    Analogy,    ///< the point, changed as one sample differs from another
    Mean,       ///< the mean latent of samples, and the mean of their pixels
    Arithmetic, ///< a sum of samples, points and attribute vectors
    Morph,      ///< from the point without the amounts of now to the point with them, or from sample to sample
};

/// One term of a sum: `factor` times what it names.
struct ArithmeticTerm
{
    enum class Kind {
        Sample,
        Point,     ///< the one of now
        Selection, ///< the mean latent of the selected samples
        Attribute, ///< the whole vector, whatever its amount
    };
    float factor = 1;
    Kind kind = Kind::Sample;
    std::uint32_t sample = 0; ///< Sample
    std::string attribute;    ///< Attribute: by name
    bool operator==(const ArithmeticTerm&) const = default;
};

/// What the panel Variations shows. Names and numbers that the space does not have are told of where they are shown.
struct VariationChoice
{
    static constexpr int fewest = 2;
    static constexpr int most = 64;
    static constexpr float largestRadius = 3;
    static constexpr std::size_t mostTerms = 6;
    static constexpr float largestFactor = 10;

    VariationView view = VariationView::Samples;
    int count = 16;                ///< Samples: at most so many, from `fewest` to `most`
    bool isWholeSelection = false; ///< Samples: all that are selected instead
    std::uint64_t seed = 1;        ///< which samples where none are selected; which points around
    std::string attribute;         ///< Strip: the one by this name; empty: the one that was moved last
    float radius = 0.5F;           ///< Around: in standard deviations of the samples
    std::uint32_t from = 0;        ///< Analogy, and Morph between samples
    std::uint32_t to = 1;
    std::string meanOf; ///< Mean: of the samples that meet this pattern; empty: of the selection
    std::vector<ArithmeticTerm> terms = {{1, ArithmeticTerm::Kind::Sample, 1, {}},
                                         {-1, ArithmeticTerm::Kind::Sample, 0, {}},
                                         {1, ArithmeticTerm::Kind::Point, 0, {}}}; ///< Arithmetic: one to mostTerms
    int steps = 9;                 ///< Morph: pictures, from `fewest` to `most`
    bool isBetweenSamples = false; ///< Morph: from sample `from` to sample `to`, both under the edits
    bool operator==(const VariationChoice&) const = default;
};
