// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/ProjectionJson.h"

#include "base/Picture.h"

#include <algorithm>
#include <utility>
#include <vector>

using nlohmann::json;

namespace {

/// Words of the file for each value, in one table for reading and writing.
template <class Choice> using Words = std::vector<std::pair<const char*, Choice>>;

const Words<MapKind> mapKinds = {
    {"principal components", MapKind::PrincipalComponents}, {"t-SNE", MapKind::Tsne}, {"axes", MapKind::Axes}};
const Words<MapAxis::Kind> axisKinds = {{"latent", MapAxis::Kind::Latent},
                                        {"principal component", MapAxis::Kind::Component},
                                        {"attribute", MapAxis::Kind::Attribute},
                                        {"label", MapAxis::Kind::Label}};

template <class Choice> Choice choiceFrom(const JsonReader& saved, const char* key, const Words<Choice>& words)
{
    const std::string text = saved.text(key);
    std::string known;
    for (const auto& [word, choice] : words) {
        if (text == word) {
            return choice;
        }
        known += (known.empty() ? "\"" : ", \"") + std::string(word) + "\"";
    }
    saved.fail(key, "is `" + text + "`", "Write one of " + known + ".");
}

template <class Choice> const char* wordOf(Choice choice, const Words<Choice>& words)
{
    return std::ranges::find(words, choice, &std::pair<const char*, Choice>::second)->first;
}

std::array<MapAxis, 2> axesFrom(const JsonReader& saved)
{
    const std::vector<JsonReader> entries = saved.objects("axes");
    if (entries.size() != 2) {
        saved.fail("axes", "has " + std::to_string(entries.size()) + " entries", "Give two, for x and y.");
    }
    std::array<MapAxis, 2> axes;
    for (std::size_t k = 0; k < axes.size(); ++k) {
        const JsonReader& entry = entries[k];
        axes[k].kind = choiceFrom(entry, "kind", axisKinds);
        if (axes[k].kind == MapAxis::Kind::Latent || axes[k].kind == MapAxis::Kind::Component) {
            axes[k].index = static_cast<std::uint32_t>(entry.whole("index", maxLatentSize - 1));
        } else {
            axes[k].name = entry.text("name");
        }
    }
    return axes;
}

json axesToJson(const std::array<MapAxis, 2>& axes)
{
    json entries = json::array();
    for (const MapAxis& axis : axes) {
        json entry = {{"kind", wordOf(axis.kind, axisKinds)}};
        if (axis.kind == MapAxis::Kind::Latent || axis.kind == MapAxis::Kind::Component) {
            entry["index"] = axis.index;
        } else {
            entry["name"] = axis.name;
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace

MapProjection projectionFrom(const JsonReader& saved)
{
    MapProjection projection;
    if (saved.has("kind")) {
        projection.kind = choiceFrom(saved, "kind", mapKinds);
    }
    if (saved.has("tsne")) {
        const JsonReader tsne = saved.object("tsne");
        projection.tsne.perplexity = tsne.number("perplexity", 1.0, 1000.0);
        projection.tsne.iterations = tsne.integer("iterations", 0, 100'000);
        projection.tsne.seed = tsne.whole("seed", UINT32_MAX);
    }
    if (saved.has("axes")) {
        projection.axes = axesFrom(saved);
    }
    return projection;
}

json projectionToJson(const MapProjection& projection)
{
    return {{"kind", wordOf(projection.kind, mapKinds)},
            {"axes", axesToJson(projection.axes)},
            {"tsne",
             {{"perplexity", projection.tsne.perplexity},
              {"iterations", projection.tsne.iterations},
              {"seed", projection.tsne.seed}}}};
}
