// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/ModelInput.h"

#include "base/UserError.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace {

bool isWhole(float value, int end)
{
    return value >= 0 && value < static_cast<float>(end) && value == std::floor(value);
}

std::string textOf(float value)
{
    std::array<char, 32> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

std::optional<float> numberIn(std::string_view text)
{
    float value = 0;
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && last == end ? std::optional(value) : std::nullopt;
}

/// What the input takes, to end a sentence.
std::string rangeText(const ModelInput& input)
{
    switch (input.kind) {
    case InputKind::Class:
        return "a class from 0 to " + std::to_string(input.classes - 1);
    case InputKind::Number:
        return "a number from " + textOf(input.low) + " to " + textOf(input.high);
    case InputKind::Noise:
        break;
    }
    return "a seed, a whole number from 0 to " + std::to_string(endOfSeeds - 1);
}

std::string problemOfShape(const std::vector<int>& shape)
{
    std::size_t values = 1;
    for (const int size : shape) {
        if (size < 1 || values > maxNoiseValues / static_cast<std::size_t>(size)) {
            return "has sizes that are not positive, or more than " + std::to_string(maxNoiseValues) + " values";
        }
        values *= static_cast<std::size_t>(size);
    }
    return shape.size() > 4 ? "has more than 4 sizes beside the batch" : "";
}

} // namespace

std::string problemOf(const ModelInput& input)
{
    const std::string start = "The input `" + input.name + "` ";
    if (input.name.empty() || input.name.size() > 200) {
        return "An input has no name, or one of more than 200 bytes.";
    }
    if (input.kind == InputKind::Class && (input.classes < 1 || input.classes > maxClasses)) {
        return start + "has " + std::to_string(input.classes) + " classes; there can be 1 to " +
               std::to_string(maxClasses) + ".";
    }
    if (!input.classNames.empty() && input.classNames.size() != static_cast<std::size_t>(input.classes)) {
        return start + "has " + std::to_string(input.classNames.size()) + " names for " +
               std::to_string(input.classes) + " classes; give each one, or none.";
    }
    if (input.kind == InputKind::Number &&
        (!std::isfinite(input.low) || !std::isfinite(input.high - input.low) || !(input.low < input.high))) {
        return start + "has a range that is not two rising, finite numbers.";
    }
    if (const std::string wrong = problemOfShape(input.shape); !wrong.empty()) {
        return start + wrong + ".";
    }
    return problemOf(input, input.initial);
}

std::string problemOf(const std::vector<ModelInput>& inputs)
{
    if (inputs.size() > static_cast<std::size_t>(maxInputs)) {
        return "There are " + std::to_string(inputs.size()) + " inputs; at most " + std::to_string(maxInputs) +
               " are taken beside z.";
    }
    for (auto input = inputs.begin(); input != inputs.end(); ++input) {
        if (std::string problem = problemOf(*input); !problem.empty()) {
            return problem;
        }
        if (std::any_of(inputs.begin(), input, [&](const ModelInput& other) { return other.name == input->name; })) {
            return "Two inputs are called `" + input->name + "`; give each its own name.";
        }
    }
    return {};
}

std::string problemOf(const ModelInput& input, float value)
{
    const bool isRight = input.kind == InputKind::Class    ? isWhole(value, input.classes)
                         : input.kind == InputKind::Number ? value >= input.low && value <= input.high
                                                           : isWhole(value, endOfSeeds);
    return isRight ? std::string()
                   : "The input `" + input.name + "` is " + textOf(value) + "; it takes " + rangeText(input) + ".";
}

std::string problemOf(const std::vector<ModelInput>& inputs, LatentView values)
{
    if (values.size() != inputs.size()) {
        return "There are " + std::to_string(values.size()) + " values for " + std::to_string(inputs.size()) +
               " inputs.";
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (std::string problem = problemOf(inputs[i], values[i]); !problem.empty()) {
            return problem;
        }
    }
    return {};
}

LatentVector initialValues(const std::vector<ModelInput>& inputs)
{
    LatentVector values;
    for (const ModelInput& input : inputs) {
        values.push_back(input.initial);
    }
    return values;
}

std::string className(const ModelInput& input, int index)
{
    const auto place = static_cast<std::size_t>(index);
    return place < input.classNames.size() ? input.classNames[place] : std::to_string(index);
}

std::string valueText(const ModelInput& input, float value)
{
    return input.kind == InputKind::Class && problemOf(input, value).empty() ? className(input, static_cast<int>(value))
                                                                             : textOf(value);
}

float valueFromText(const ModelInput& input, std::string_view text)
{
    const auto named = std::find(input.classNames.begin(), input.classNames.end(), text);
    if (named != input.classNames.end()) {
        return static_cast<float>(named - input.classNames.begin());
    }
    const std::optional<float> value = numberIn(text);
    const std::string problem =
        value ? problemOf(input, *value)
              : "The input `" + input.name + "` is `" + std::string(text) + "`; it takes " + rangeText(input) +
                    (input.classNames.empty() ? "." : " or its name, such as `" + input.classNames.front() + "`.");
    if (!problem.empty()) {
        throw UserError(problem);
    }
    return *value;
}

LatentTable rowsWithTail(const LatentTable& points, LatentView tail)
{
    LatentTable rows(points.rows(), points.columns() + tail.size());
    for (std::size_t i = 0; i < points.rows(); ++i) {
        const auto end = std::copy(points.row(i).begin(), points.row(i).end(), rows.row(i).begin());
        std::copy(tail.begin(), tail.end(), end);
    }
    return rows;
}
