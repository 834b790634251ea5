// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/ViewJson.h"

#include "session/JsonWords.h"
#include "session/VariationJson.h"

#include <QByteArray>

using nlohmann::json;

namespace {

const Words<NearMetric> metrics = {{"euclidean", NearMetric::Euclidean}, {"cosine", NearMetric::Cosine}};
const Words<AttributeMethod> methods = {{"mean", AttributeMethod::Mean},
                                        {"balanced", AttributeMethod::Balanced},
                                        {"linear", AttributeMethod::Linear},
                                        {"ridge", AttributeMethod::Ridge}};

json outsideToJson(const std::shared_ptr<const OutsidePicture>& outside)
{
    if (!outside) {
        return {};
    }
    const std::string png = pngOf(outside->picture);
    return {{"name", outside->name}, {"png", QByteArray::fromStdString(png).toBase64().toStdString()}};
}

/// Null where there is none, or where it is damaged: no reason to lose the session.
std::shared_ptr<const OutsidePicture> outsideFrom(const JsonReader& saved)
{
    if (!saved.has("outside")) {
        return nullptr;
    }
    const JsonReader outside = saved.object("outside");
    const std::string name = outside.text("name");
    const QByteArray png = QByteArray::fromBase64(QByteArray::fromStdString(outside.text("png")));
    std::optional<Picture> picture = pictureFromPng(std::string_view(png.data(), static_cast<std::size_t>(png.size())));
    return picture ? std::make_shared<const OutsidePicture>(OutsidePicture{name, std::move(*picture)}) : nullptr;
}

std::vector<std::string> someTexts(const JsonReader& saved, const char* key, std::size_t most)
{
    std::vector<std::string> texts = saved.texts(key);
    if (texts.size() > most) {
        saved.fail(key, "has " + std::to_string(texts.size()) + " entries",
                   "Give " + std::to_string(most) + " at most.");
    }
    return texts;
}

void readMaking(SessionView& view, const JsonReader& attribute)
{
    view.attributeMethod = choiceFrom(attribute, "method", methods);
    view.balanceLabels = someTexts(attribute, "balance", mostBalanceLabels);
    view.fixedLabels = someTexts(attribute, "fixed_labels", mostFixed);
    view.fixedVectors = someTexts(attribute, "fixed_vectors", mostFixed);
}

} // namespace

SessionView viewFrom(const JsonReader& saved)
{
    const JsonReader attribute = saved.object("attribute");
    SessionView view = {.labelColumn = attribute.text("label"),
                        .withValue = attribute.text("with"),
                        .withoutValue = attribute.text("without"),
                        .outside = outsideFrom(saved)};
    if (attribute.has("method")) {
        readMaking(view, attribute);
    }
    if (saved.has("neighbours")) {
        const JsonReader neighbours = saved.object("neighbours");
        view.nearMetric = choiceFrom(neighbours, "metric", metrics);
        view.nearCount = neighbours.integer("count", 1, mostNearSamples);
    }
    if (saved.has("tsne_more_steps")) {
        view.tsneMoreSteps = saved.integer("tsne_more_steps", 1, mostTsneIterations);
    }
    if (saved.has("variations")) {
        view.variations = variationsFrom(saved.object("variations"));
    }
    return view;
}

json viewToJson(const SessionView& view)
{
    return {{"attribute",
             {{"label", view.labelColumn},
              {"with", view.withValue},
              {"without", view.withoutValue},
              {"method", wordOf(view.attributeMethod, methods)},
              {"balance", view.balanceLabels},
              {"fixed_labels", view.fixedLabels},
              {"fixed_vectors", view.fixedVectors}}},
            {"neighbours", {{"metric", wordOf(view.nearMetric, metrics)}, {"count", view.nearCount}}},
            {"tsne_more_steps", view.tsneMoreSteps},
            {"outside", outsideToJson(view.outside)},
            {"variations", variationsToJson(view.variations)}};
}
