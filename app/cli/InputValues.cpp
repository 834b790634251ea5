// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/InputValues.h"

#include <algorithm>
#include <sstream>

namespace {

std::string namesOf(const std::vector<ModelInput>& inputs)
{
    std::string names;
    for (const ModelInput& input : inputs) {
        names += (names.empty() ? "" : ", ") + input.name;
    }
    return names;
}

void setOne(LatentVector& tail, const std::vector<ModelInput>& inputs, const std::string& said)
{
    // The name may hold a sign of equality: the longest one that fits is meant.
    const ModelInput* meant = nullptr;
    for (const ModelInput& input : inputs) {
        if (said.starts_with(input.name + '=') && (meant == nullptr || input.name.size() > meant->name.size())) {
            meant = &input;
        }
    }
    if (meant == nullptr) {
        throw UserError("--input " + said + ": the decoder " +
                        (inputs.empty() ? "takes nothing beside its latents. Leave it out."
                                        : "takes " + namesOf(inputs) + ". Write NAME=VALUE with one of these names."));
    }
    try {
        tail[static_cast<std::size_t>(meant - inputs.data())] =
            valueFromText(*meant, std::string_view(said).substr(meant->name.size() + 1));
    } catch (const UserError& error) {
        throw UserError("--input " + said + ": " + error.what());
    }
}

} // namespace

void addInputOptions(CLI::App& verb, InputValues& values)
{
    verb.add_option("--input", values.inputs,
                    "NAME=VALUE: what goes into the decoder beside the latents: a class by name or number, a number, "
                    "the seed of noise. May be given for each input")
        ->allow_extra_args(false);
    verb.add_option("--truncation", values.truncation,
                    "Towards the mean of w, where there is a mapping network: 1 leaves the latents, 0 is the mean")
        ->check(CLI::Range(-static_cast<double>(largestTruncation), static_cast<double>(largestTruncation)));
}

LatentVector rowTailOf(const LoadedSpace& loaded, const InputValues& values)
{
    const LoadedModel& model = loaded.model();
    LatentVector tail = initialValues(model.inputs);
    for (const std::string& said : values.inputs) {
        setOne(tail, model.inputs, said);
    }
    if (model.mappingSize > 0) {
        tail.push_back(static_cast<float>(values.truncation.value_or(1)));
    } else if (values.truncation) {
        throw UserError("--truncation goes towards the mean of w, but " + loaded.space->location.string() +
                        " has no mapping network. Leave it out.");
    }
    return tail;
}

std::string inputsText(const std::vector<ModelInput>& inputs)
{
    std::ostringstream text;
    for (const ModelInput& input : inputs) {
        text << (text.tellp() > 0 ? ", " : "") << input.name << " (";
        switch (input.kind) {
        case InputKind::Class:
            text << "class of " << input.classes;
            break;
        case InputKind::Number:
            text << "number from " << input.low << " to " << input.high;
            break;
        case InputKind::Noise:
            text << "noise";
            for (std::size_t i = 0; i < input.shape.size(); ++i) {
                text << (i == 0 ? " of " : " x ") << input.shape[i];
            }
            break;
        }
        text << ')';
    }
    return inputs.empty() ? "none" : text.str();
}
