// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/HintsJson.h"

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
    return object;
}

SpaceHints hintsFromJson(const CheckedJson& object)
{
    SpaceHints hints;
    if (object.has("latent_size")) {
        hints.latentSize = static_cast<int>(object.whole("latent_size", maxLatentSize));
    }
    if (object.has("range")) {
        const LatentVector range = object.numbers("range", 2);
        if (!(range[0] < range[1]) || range[0] < -largestRange || range[1] > largestRange) {
            object.refuse("range", "two numbers, the lower one first");
        }
        hints.range = ValueRange{range[0], range[1]};
    }
    return hints;
}
