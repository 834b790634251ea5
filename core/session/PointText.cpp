// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/PointText.h"

#include "base/UserError.h"
#include "session/InputEdits.h"
#include "space/JsonNumbers.h"
#include "space/JsonReader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

using nlohmann::json;

namespace {

constexpr const char* pointInText = "The pasted text";
constexpr const char* mark = "morphoscope_point";

void checkSize(const SessionState& state, std::size_t numbers)
{
    if (numbers != state.base.size()) {
        throw UserError(std::string(pointInText) + " has " + std::to_string(numbers) + " numbers, but this space has " +
                        std::to_string(state.base.size()) + " latents; open the space that the point belongs to.");
    }
}

void setPoint(SessionState& state, LatentVector point)
{
    state.base = std::move(point);
    state.sample.reset();
    for (AttributeSlider& slider : state.attributes) {
        slider.amount = 0;
    }
}

/// Puts back base and amounts as they were, if the attributes are still the same ones; false if the point would be
/// another one.
bool restoreParts(SessionState& state, const JsonReader& saved, const LatentVector& latent)
{
    SessionState next = state;
    setPoint(next, saved.numbers("base", latent.size()));
    for (const JsonReader& amount : saved.objects("amounts")) {
        const std::string name = amount.text("name");
        const auto slider =
            std::find_if(next.attributes.begin(), next.attributes.end(),
                         [&](const AttributeSlider& each) { return each.name == name && each.amount == 0; });
        if (slider == next.attributes.end()) {
            return false;
        }
        slider->amount = static_cast<float>(amount.number("amount", -1e6, 1e6));
    }
    if (next.currentPoint() != latent) {
        return false;
    }
    if (saved.has("sample") && next.space && next.space->sampleCount() > 0) {
        next.sample = static_cast<std::uint32_t>(saved.whole("sample", next.space->sampleCount() - 1));
    }
    state = std::move(next);
    return true;
}

void readJson(SessionState& state, std::string_view text)
{
    const std::filesystem::path place = pointInText;
    const json parsed = parseJson(text, place);
    const JsonReader saved(parsed, "", place);
    if (saved.whole(mark, 1000000) != 1) {
        saved.fail(mark, "is not 1", "This point was copied from a newer Morphoscope: paste it there.");
    }
    LatentVector latent = saved.numbers("latent");
    checkSize(state, latent.size());
    const bool isSameSpace = state.space && saved.text("space") == state.space->hash;
    if (!isSameSpace || !restoreParts(state, saved, latent)) {
        setPoint(state, std::move(latent));
    }
    if (isSameSpace && saved.has("inputs")) { // a point that was copied before there were inputs leaves them
        readInputValues(state, saved, true);
    }
}

/// Numbers between commas, semicolons or white space, in brackets or not.
LatentVector plainNumbers(std::string_view text)
{
    const std::string_view between = " \t\r\n,;[]()";
    LatentVector values;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(between), text.size()));
        if (text.empty()) {
            return values;
        }
        const std::string_view word = text.substr(0, text.find_first_of(between));
        text.remove_prefix(word.size());
        float value = 0;
        const char* const begin = word.data() + (word.front() == '+' ? 1 : 0);
        const auto [end, problem] = std::from_chars(begin, word.data() + word.size(), value);
        if (problem != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) {
            throw UserError(std::string(pointInText) + " is no point: \"" + std::string(word.substr(0, 40)) +
                            "\" is not a finite number. Copy a point from Morphoscope, or numbers between commas.");
        }
        values.push_back(value);
    }
}

} // namespace

std::string pointToText(const SessionState& state)
{
    json amounts = json::array();
    for (std::size_t i = 0; i < state.attributes.size(); ++i) {
        if (const float amount = state.effectiveAmount(i); amount != 0) {
            amounts.push_back({{"name", state.attributes[i].name}, {"amount", jsonNumber(amount)}});
        }
    }
    json point = {{mark, 1},
                  {"space", state.space ? state.space->hash : std::string()},
                  {"space_name", state.space ? state.space->name() : std::string()},
                  {"latent", jsonNumbers(state.currentPoint())},
                  {"base", jsonNumbers(state.base)},
                  {"amounts", std::move(amounts)},
                  {"sample", state.sample ? json(*state.sample) : json()}};
    if (state.space && !state.rowTail().empty()) {
        point["inputs"] = inputValuesToJson(state);
        point["truncation"] = jsonNumber(state.truncation);
    }
    return point.dump(-1, ' ', false, json::error_handler_t::replace);
}

void pointFromText(SessionState& state, std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && text[first] == '{') {
        readJson(state, text);
        return;
    }
    LatentVector point = plainNumbers(text);
    checkSize(state, point.size());
    setPoint(state, std::move(point));
}
