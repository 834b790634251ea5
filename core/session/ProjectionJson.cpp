// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/ProjectionJson.h"

#include "base/Picture.h"
#include "session/JsonWords.h"

using nlohmann::json;

namespace {

const Words<MapKind> mapKinds = {{"principal components", MapKind::PrincipalComponents},
                                 {"t-SNE", MapKind::Tsne},
                                 {"axes", MapKind::Axes},
                                 {"kept", MapKind::Kept}};
const Words<MapAxis::Kind> axisKinds = {{"latent", MapAxis::Kind::Latent},
                                        {"principal component", MapAxis::Kind::Component},
                                        {"attribute", MapAxis::Kind::Attribute},
                                        {"label", MapAxis::Kind::Label}};

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
            axes[k].name = axes[k].kind == MapAxis::Kind::Component ? entry.text("across", "") : std::string();
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
            if (!axis.name.empty()) {
                entry["across"] = axis.name;
            }
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
        projection.tsne.iterations = tsne.integer("iterations", 0, mostTsneIterations);
        projection.tsne.seed = tsne.whole("seed", UINT32_MAX);
    }
    if (saved.has("beside_seed")) {
        projection.besideSeed = saved.whole("beside_seed", UINT32_MAX);
    }
    if (saved.has("axes")) {
        projection.axes = axesFrom(saved);
    }
    projection.kept = saved.text("kept", "");
    return projection;
}

json projectionToJson(const MapProjection& projection)
{
    json saved = {{"kind", wordOf(projection.kind, mapKinds)},
                  {"axes", axesToJson(projection.axes)},
                  {"tsne",
                   {{"perplexity", projection.tsne.perplexity},
                    {"iterations", projection.tsne.iterations},
                    {"seed", projection.tsne.seed}}}};
    if (!projection.kept.empty()) {
        saved["kept"] = projection.kept;
    }
    if (projection.besideSeed) {
        saved["beside_seed"] = *projection.besideSeed;
    }
    return saved;
}
