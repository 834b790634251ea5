// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/InputGuess.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace {

using Type = ModelArgument::Type;

/// One input and the shape in which it goes in.
struct Candidate
{
    ModelInput input;
    InputForm form = InputForm::Row;
};

constexpr auto describeIt = " Describe what goes in beside z in a space.json (`inputs`), or write the model with "
                            "export_space.py, which does it for you.";

bool holdsOneOf(const std::string& name, std::initializer_list<const char*> words)
{
    std::string small = name;
    std::transform(small.begin(), small.end(), small.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::any_of(words.begin(), words.end(),
                       [&](const char* word) { return small.find(word) != std::string::npos; });
}

bool isCalledTruncation(const std::string& name)
{
    return holdsOneOf(name, {"trunc", "psi"});
}

bool isCalledNoise(const std::string& name)
{
    return holdsOneOf(name, {"noise", "eps", "rand"});
}

bool isCalledClass(const std::string& name)
{
    return name == "y" || name == "c" || holdsOneOf(name, {"label", "class", "cond", "digit", "categor", "target"});
}

std::vector<InputForm> formsOf(const ModelInput& input, Type type)
{
    if (type == Type::Whole || type == Type::Real) {
        return {InputForm::Scalar};
    }
    if (input.kind == InputKind::Noise || input.isOneHot) {
        return {InputForm::Vector};
    }
    return {InputForm::Row, InputForm::Column, InputForm::Single};
}

ModelInput numberCalled(const ModelArgument& argument)
{
    ModelInput input{.name = argument.name, .kind = InputKind::Number};
    const bool isTruncation = isCalledTruncation(argument.name);
    const auto usual = static_cast<float>(argument.usual.value_or(isTruncation ? 1 : 0));
    input.low = std::min(0.0F, 2 * usual);
    input.high = isTruncation ? std::max(1.5F, usual) : std::max(1.0F, 2 * usual);
    input.initial = usual;
    return input;
}

ModelInput classesCalled(const std::string& name, int classes, bool isOneHot)
{
    ModelInput input{.name = name, .kind = InputKind::Class, .classes = classes};
    input.isOneHot = isOneHot;
    return input;
}

ModelInput noiseCalled(const std::string& name, std::vector<int> shape)
{
    ModelInput input{.name = name, .kind = InputKind::Noise};
    input.shape = std::move(shape);
    return input;
}

/// Widths of a vector: those of the weights, then usual numbers of classes.
std::vector<int> widthsFrom(const TorchModule& module)
{
    constexpr std::size_t fewEnough = 24;
    std::vector<int> widths = module.weightSizes();
    widths.resize(std::min(widths.size(), fewEnough));
    for (const int width : {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 26, 40, 47, 62, 64, 100, 128, 512, 1000}) {
        if (std::find(widths.begin(), widths.end(), width) == widths.end()) {
            widths.push_back(width);
        }
    }
    return widths;
}

/// The likeliest first.
std::vector<Candidate> candidatesFor(const ModelArgument& argument, const TorchModule& module,
                                     const std::optional<PictureShape>& picture)
{
    const std::string& name = argument.name;
    if (argument.type == Type::Whole) {
        return {{classesCalled(name, 1, false), InputForm::Scalar}};
    }
    if (argument.type == Type::Real) {
        return {{numberCalled(argument), InputForm::Scalar}};
    }
    std::vector<Candidate> noise;
    if (picture) {
        noise.push_back({noiseCalled(name, {1, picture->height, picture->width}), InputForm::Vector});
    }
    std::vector<Candidate> oneHot;
    for (const int width : widthsFrom(module)) {
        noise.push_back({noiseCalled(name, {width}), InputForm::Vector});
        oneHot.push_back({classesCalled(name, width, true), InputForm::Vector});
    }
    if (isCalledNoise(name)) {
        return noise;
    }
    std::vector<Candidate> all;
    for (const InputForm form : {InputForm::Row, InputForm::Column}) {
        all.push_back({classesCalled(name, 1, false), form});
    }
    for (const InputForm form : {InputForm::Row, InputForm::Column, InputForm::Single}) {
        all.push_back({numberCalled(argument), form});
    }
    all.insert(all.end(), oneHot.begin(), oneHot.end());
    return all;
}

/// All combinations, the first candidates of each first.
std::vector<InputLayout> combined(const std::vector<std::vector<Candidate>>& candidates, std::size_t most)
{
    std::vector<InputLayout> layouts(1);
    for (const std::vector<Candidate>& some : candidates) {
        std::vector<InputLayout> longer;
        for (const Candidate& candidate : some) {
            for (const InputLayout& start : layouts) {
                InputLayout layout = start;
                layout.inputs.push_back(candidate.input);
                layout.forms.push_back(candidate.form);
                longer.push_back(std::move(layout));
            }
        }
        longer.resize(std::min(longer.size(), most));
        layouts = std::move(longer);
    }
    return layouts;
}

/// A default that says nothing to the eye, such as 1e-8, is left to the model.
bool mayBeMoved(const ModelArgument& argument)
{
    constexpr double smallest = 1e-3;
    return argument.usual && std::isfinite(*argument.usual) &&
           (std::abs(*argument.usual) >= smallest || isCalledTruncation(argument.name));
}

int classesThatFit(InputLayout layout, std::size_t place, const TriesLayout& fits)
{
    ModelInput& input = layout.inputs[place];
    input.classes = maxClasses;
    const auto takes = [&](int index) {
        input.initial = static_cast<float>(index);
        return fits(layout);
    };
    int good = 0;
    int bad = 1;
    while (bad < maxClasses && takes(bad)) {
        good = bad;
        bad *= 2;
    }
    if (bad >= maxClasses) {
        throw ModelError(ModelProblem::Unusable, "How many classes the decoder's input `" + input.name +
                                                     "` has could not be found by trying." + describeIt);
    }
    while (bad - good > 1) {
        const int middle = good + (bad - good) / 2;
        (takes(middle) ? good : bad) = middle;
    }
    return bad;
}

} // namespace

std::string furtherArguments(const TorchModule& module)
{
    std::string names;
    const std::vector<ModelArgument>& arguments = module.arguments();
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        names += arguments[i].isNeeded ? (names.empty() ? "" : ", ") + arguments[i].name : "";
    }
    return names;
}

std::vector<InputLayout> layoutsOf(const TorchModule& module, const std::vector<ModelInput>& inputs)
{
    const std::vector<ModelArgument>& arguments = module.arguments();
    const auto needed = static_cast<std::size_t>(
        std::count_if(arguments.begin(), arguments.end(), [](const auto& argument) { return argument.isNeeded; }));
    if (inputs.size() + 1 < needed || inputs.size() >= arguments.size()) {
        const std::string names = furtherArguments(module);
        throw ModelError(ModelProblem::Unusable,
                         "The decoder's forward takes " + (names.empty() ? "nothing" : names) +
                             " beside its points, but " + std::to_string(inputs.size()) + " input" +
                             (inputs.size() == 1 ? " is" : "s are") +
                             " described. Describe each of them in `inputs` of space.json, in forward's order.");
    }
    std::vector<std::vector<Candidate>> candidates;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        std::vector<Candidate>& some = candidates.emplace_back();
        for (const InputForm form : formsOf(inputs[i], arguments[i + 1].type)) {
            some.push_back({inputs[i], form});
        }
    }
    constexpr std::size_t mostLayouts = 243;
    return combined(candidates, mostLayouts);
}

std::vector<InputLayout> guessedLayouts(const TorchModule& module, const std::optional<PictureShape>& picture,
                                        std::size_t most)
{
    const std::vector<ModelArgument>& arguments = module.arguments();
    const auto lastNeeded = std::find_if(arguments.rbegin(), arguments.rend(),
                                         [](const ModelArgument& argument) { return argument.isNeeded; });
    const auto needed = static_cast<std::size_t>(arguments.rend() - lastNeeded);
    std::vector<std::vector<Candidate>> candidates;
    for (std::size_t i = 1; i < arguments.size() && i <= static_cast<std::size_t>(maxInputs); ++i) {
        const ModelArgument& argument = arguments[i];
        const bool isMoved = argument.isNeeded ? argument.type != Type::Other : mayBeMoved(argument);
        if (!isMoved && i < needed) {
            throw ModelError(ModelProblem::Unusable,
                             "The decoder's forward takes `" + argument.name +
                                 "`, which is no tensor and no number that could be found by trying. Wrap it in a "
                                 "module that takes its points, and classes, numbers or noise alone.");
        }
        if (!isMoved) {
            break; // it and those behind it stay as the model has them
        }
        candidates.push_back(candidatesFor(argument, module, picture));
    }
    return combined(candidates, most);
}

InputLayout refined(InputLayout layout, const TriesLayout& fits)
{
    for (std::size_t i = 0; i < layout.inputs.size(); ++i) {
        ModelInput& input = layout.inputs[i];
        if (input.kind != InputKind::Class || input.isOneHot) {
            continue;
        }
        if (layout.forms[i] != InputForm::Scalar && !isCalledClass(input.name)) {
            InputLayout asNumber = layout;
            asNumber.inputs[i] = numberCalled({.name = input.name});
            if (fits(asNumber)) { // no index of a table: those are whole
                layout = asNumber;
                continue;
            }
        }
        const int classes = classesThatFit(layout, i, fits);
        input.classes = classes;
        input.initial = 0;
    }
    return layout;
}
