// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What goes into a decoder beside z: a class, a number, noise. Plain data, spoken of by the files of a space, the
// messages, the session and the engine. Each input's value is one float, so that a point and its inputs are one row.

enum class InputKind {
    Class,  ///< the value is the class's number, from 0
    Number, ///< the value itself
    Noise,  ///< the value is the seed that normal noise is drawn from
};

/// A further argument of a decoder's forward.
struct ModelInput
{
    std::string name;
    InputKind kind = InputKind::Number;
    float initial = 0;                        ///< the value that a space opens with
    int classes = 0;                          ///< of a class: how many there are
    std::vector<std::string> classNames = {}; ///< of a class: one for each, or none
    bool isOneHot = false;                    ///< of a class: n x classes of 0 and 1, not n whole numbers
    float low = 0;                            ///< of a number
    float high = 1;
    std::vector<int> shape = {}; ///< of noise: one point's sizes, without the batch
    bool operator==(const ModelInput&) const = default;
};

inline constexpr int maxInputs = 16;
inline constexpr int maxClasses = 100'000;
inline constexpr int endOfSeeds = 1 << 24; ///< whole numbers below it are exact as floats
inline constexpr std::size_t maxNoiseValues = std::size_t{1} << 24U;
inline constexpr float largestTruncation = 2; ///< either way; 1 leaves w as it is, 0 is its mean

/// What is wrong with the description of an input (or of several), as a sentence; empty when nothing is.
[[nodiscard]] std::string problemOf(const ModelInput& input);
[[nodiscard]] std::string problemOf(const std::vector<ModelInput>& inputs);
/// What is wrong with `value` for the input, as a sentence that names the input; empty when nothing is.
[[nodiscard]] std::string problemOf(const ModelInput& input, float value);
/// Likewise for all values, one for each input.
[[nodiscard]] std::string problemOf(const std::vector<ModelInput>& inputs, LatentView values);

[[nodiscard]] LatentVector initialValues(const std::vector<ModelInput>& inputs);
/// The name of a class, or its number where classes have no names.
[[nodiscard]] std::string className(const ModelInput& input, int index);
/// The value as people write it: a class by name, else the number.
[[nodiscard]] std::string valueText(const ModelInput& input, float value);
/// The value that people wrote: a class by name or number, else a number. Throws UserError naming the input and what
/// it takes.
[[nodiscard]] float valueFromText(const ModelInput& input, std::string_view text);

/// Each row of `points` with `tail` behind it.
[[nodiscard]] LatentTable rowsWithTail(const LatentTable& points, LatentView tail);
