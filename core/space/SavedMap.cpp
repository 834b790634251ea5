// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/SavedMap.h"

#include "base/Sha256.h"

#include <algorithm>
#include <limits>

namespace {

constexpr double most = 1e300;

/// What is left out has its default.
TsneOptions optionsFrom(const JsonReader& json)
{
    TsneOptions options;
    const auto number = [&](const char* key, double& value, double least, double largest) {
        value = json.has(key) ? json.number(key, least, largest) : value;
    };
    const auto integer = [&](const char* key, int& value) {
        value = json.has(key) ? json.integer(key, 0, mostTsneIterations) : value;
    };
    number("perplexity", options.perplexity, 1, 1000);
    integer("iterations", options.iterations);
    integer("exaggerated", options.exaggerated);
    number("exaggeration", options.exaggeration, 0, most);
    number("learning_rate", options.learningRate, 0, most);
    if (json.has("seed")) {
        options.seed = json.whole("seed", std::numeric_limits<std::size_t>::max());
    }
    return options;
}

/// Empty when there is none.
std::string digestFrom(const JsonReader& entry)
{
    std::string digest = entry.text("latents", "");
    const bool isDigest = digest.size() == 64 && digest.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!digest.empty() && !isDigest) {
        entry.fail("latents", "is `" + digest + "`",
                   "Write the SHA-256 of the latents' values, 64 digits of 0-9 and a-f, or leave it out.");
    }
    return digest;
}

} // namespace

SavedMap savedMapFrom(const JsonReader& entry, std::string file)
{
    SavedMap map;
    map.name = entry.text("name");
    map.method = entry.text("method", "");
    map.file = std::move(file);
    map.latents = digestFrom(entry);
    if (map.method == "tsne") {
        const TsneOptions options = entry.has("options") ? optionsFrom(entry.object("options")) : TsneOptions{};
        if (entry.has("quality")) {
            map.tsne = options;
            map.quality = qualityFromJson(entry.object("quality"));
        }
    }
    return map;
}

nlohmann::json savedMapToJson(const SavedMap& map)
{
    nlohmann::json entry = {{"name", map.name}, {"file", map.file}};
    const auto add = [&](const char* key, const std::string& text) {
        if (!text.empty()) {
            entry[key] = text;
        }
    };
    add("method", map.method);
    add("latents", map.latents);
    if (map.tsne) {
        entry["options"] = {{"perplexity", map.tsne->perplexity},      {"iterations", map.tsne->iterations},
                            {"exaggerated", map.tsne->exaggerated},    {"exaggeration", map.tsne->exaggeration},
                            {"learning_rate", map.tsne->learningRate}, {"seed", map.tsne->seed}};
        entry["quality"] = qualityToJson(map.quality);
    }
    return entry;
}

bool isSameMap(const SavedMap& a, const SavedMap& b)
{
    const bool isSamePlace = a.positions == b.positions || (a.positions && b.positions && *a.positions == *b.positions);
    return a.name == b.name && isSamePlace;
}

const SavedMap* mapNamed(std::span<const SavedMap> maps, const std::string& name)
{
    const auto found = std::ranges::find(maps, name, &SavedMap::name);
    return found == maps.end() ? nullptr : &*found;
}

TsneMap qualityFromJson(const JsonReader& quality)
{
    TsneMap map;
    map.divergence = quality.number("kl", -most, most);
    map.neighboursKept = quality.number("neighbours_kept", 0.0, 1.0);
    map.perplexity = quality.number("perplexity", 0.0, most);
    map.iterations = quality.integer("iterations", 0, 1'000'000'000);
    if (quality.has("neighbour_recall")) {
        map.neighbourRecall = quality.number("neighbour_recall", 0.0, 1.0);
    }
    return map;
}

nlohmann::json qualityToJson(const TsneMap& map)
{
    nlohmann::json quality = {{"kl", map.divergence},
                              {"neighbours_kept", map.neighboursKept},
                              {"perplexity", map.perplexity},
                              {"iterations", map.iterations}};
    if (map.neighbourRecall) {
        quality["neighbour_recall"] = *map.neighbourRecall;
    }
    return quality;
}

std::string digestOf(const LatentTable& latents)
{
    Sha256 hash;
    hash.update(std::as_bytes(latents.values()));
    return hash.hexDigest();
}

std::optional<TsneMap> savedTsne(std::span<const SavedMap> maps, const LatentTable& latents, TsneOptions options)
{
    const SavedMap* longest = nullptr;
    options.threads = 0;
    options.device = TsneOptions().device;
    const int mostIterations = options.iterations;
    for (const SavedMap& saved : maps) {
        options.iterations = saved.tsne ? std::min(saved.tsne->iterations, mostIterations) : mostIterations;
        const bool isAsked = saved.tsne == options && saved.positions && saved.positions->rows() == latents.rows();
        const bool isLonger = longest == nullptr || options.iterations > longest->tsne->iterations;
        if (isAsked && isLonger && (saved.latents.empty() || saved.latents == digestOf(latents))) {
            longest = &saved;
        }
    }
    if (longest == nullptr) {
        return std::nullopt;
    }
    TsneMap map = longest->quality;
    map.iterations = longest->tsne->iterations;
    map.positions.assign(longest->positions->values().begin(), longest->positions->values().end());
    return map;
}
