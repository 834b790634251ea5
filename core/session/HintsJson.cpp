// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/HintsJson.h"

#include "space/InputsJson.h"
#include "space/JsonNumbers.h"

using nlohmann::json;

namespace {

constexpr float largestRange = 1e9F;

} // namespace

json hintsToJson(const SpaceHints& hints)
{
    json object = json::object();
    if (hints.latentSize) {
        object["latent_size"] = *hints.latentSize;
    }
    if (hints.range) {
        object["range"] = {jsonNumber(hints.range->low), jsonNumber(hints.range->high)};
    }
    if (hints.inputs) {
        object["inputs"] = inputsToJson(*hints.inputs);
    }
    return object;
}

SpaceHints hintsFromJson(const JsonReader& object)
{
    SpaceHints hints;
    if (object.has("latent_size")) {
        hints.latentSize = object.integer("latent_size", 0, maxLatentSize);
    }
    if (object.has("range")) {
        const LatentVector range = object.numbers("range", 2);
        if (!(range[0] < range[1]) || range[0] < -largestRange || range[1] > largestRange) {
            object.fail("range", "is not two rising numbers", "Write the lower one first.");
        }
        hints.range = ValueRange{range[0], range[1]};
    }
    if (object.has("inputs")) {
        hints.inputs = inputsFromJson(object);
    }
    return hints;
}
