// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/InputEdits.h"

#include "space/JsonNumbers.h"

#include <algorithm>
#include <cmath>

void setInput(SessionState& state, std::size_t index, float value)
{
    if (!state.space || index >= state.space->manifest.inputs.size()) {
        return;
    }
    const std::vector<ModelInput>& inputs = state.space->manifest.inputs;
    const ModelInput& input = inputs[index];
    const float next = input.kind == InputKind::Number ? std::clamp(value, input.low, input.high) : value;
    if (!problemOf(input, next).empty()) {
        return;
    }
    for (std::size_t i = state.inputs.size(); i < inputs.size(); ++i) {
        state.inputs.push_back(inputs[i].initial);
    }
    state.inputs[index] = next;
}

void setTruncation(SessionState& state, float truncation)
{
    if (std::isfinite(truncation)) {
        state.truncation = std::clamp(truncation, -largestTruncation, largestTruncation);
    }
}

void resetInputs(SessionState& state)
{
    state.inputs = state.space ? initialValues(state.space->manifest.inputs) : LatentVector();
    state.truncation = 1;
}

nlohmann::json inputValuesToJson(const SessionState& state)
{
    nlohmann::json values = nlohmann::json::object();
    const LatentVector tail = state.rowTail();
    for (std::size_t i = 0; state.space && i < state.space->manifest.inputs.size(); ++i) {
        values[state.space->manifest.inputs[i].name] = jsonNumber(tail[i]);
    }
    return values;
}

void readInputValues(SessionState& state, const JsonReader& saved, bool isStrict)
{
    resetInputs(state);
    if (saved.has("inputs")) {
        const std::vector<ModelInput>& inputs = state.space->manifest.inputs;
        const JsonReader values = saved.object("inputs");
        for (const std::string& name : values.keys()) {
            const auto input = std::ranges::find(inputs, name, &ModelInput::name);
            const auto value = static_cast<float>(values.number(name, 0.0));
            const std::string problem =
                input == inputs.end() ? "The space has no input of this name." : problemOf(*input, value);
            if (problem.empty()) {
                state.inputs[static_cast<std::size_t>(input - inputs.begin())] = value;
            } else if (isStrict) {
                values.fail(name, "does not fit: " + problem.substr(0, problem.size() - 1),
                            "Write one that the space takes, or leave it out.");
            }
        }
    }
    if (saved.has("truncation")) {
        constexpr auto most = static_cast<double>(largestTruncation);
        state.truncation = static_cast<float>(saved.number("truncation", -most, most));
    }
}
