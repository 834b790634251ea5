// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/InputValues.h"
#include "space/InputsJson.h"
#include "space/SampleImages.h"

namespace {

/// {"size"} of what the mapping takes, or null.
nlohmann::json mappingJson(const LoadedModel& model)
{
    return model.mappingSize > 0 ? nlohmann::json{{"size", model.mappingSize}} : nlohmann::json();
}

void info(const CommandLine& commandLine, const std::string& spec)
{
    LoadedSpace loaded = loadNamed(commandLine, spec);
    const Space& space = *loaded.space;
    const LoadedModel& model = loaded.model();
    nlohmann::json columns = nlohmann::json::array();
    std::string names;
    if (space.labels) {
        for (const LabelColumn& column : space.labels->columns) {
            columns.push_back(column.name);
            names += (names.empty() ? "" : ", ") + column.name;
        }
    }
    nlohmann::json maps = nlohmann::json::array();
    std::string mapNames;
    for (const SavedMap& map : space.manifest.maps) {
        maps.push_back({{"name", map.name}, {"method", map.method}});
        mapNames += (mapNames.empty() ? "" : ", ") + map.name;
    }
    const PictureShape& shape = model.picture;
    const Sandbox& sandbox = loaded.engine.sandbox;
    const nlohmann::json json = {{"name", space.name()},
                                 {"latent", {{"size", model.latentSize}}},
                                 {"picture",
                                  {{"channels", shape.channels},
                                   {"height", shape.height},
                                   {"width", shape.width},
                                   {"range", {model.range.low, model.range.high}}}},
                                 {"encoder", model.hasEncoder},
                                 {"inputs", inputsToJson(model.inputs)},
                                 {"mapping", mappingJson(model)},
                                 {"samples", space.sampleCount()},
                                 {"labels", columns},
                                 {"maps", maps},
                                 {"device", model.device},
                                 {"device_reason", model.deviceReason},
                                 {"libtorch", model.libTorch},
                                 {"sandbox", {{"level", nameOf(sandbox.level)}, {"reason", sandbox.reason}}}};
    std::string beside = model.inputs.empty() ? "" : "\n  inputs    " + inputsText(model.inputs);
    if (model.mappingSize > 0) {
        beside += "\n  mapping   " + std::to_string(model.mappingSize) + " to " + std::to_string(model.latentSize);
    }
    const std::string text =
        space.name() + "\n  latents   " + std::to_string(model.latentSize) + "\n  pictures  " + pictureText(shape) +
        beside + "\n  encoder   " + (model.hasEncoder ? "yes" : "no") + "\n  samples   " +
        std::to_string(space.sampleCount()) + "\n  labels    " + (names.empty() ? "none" : names) + "\n  maps      " +
        (mapNames.empty() ? "none" : mapNames) + "\n  device    " + model.device + " (" + model.deviceReason +
        "), LibTorch " + model.libTorch + "\n  sandbox   " + nameOf(sandbox.level) + " (" + sandbox.reason + ")";
    loaded.engine.process->finish();
    if (space.manifest.samples && !space.manifest.samples->images.empty()) {
        const std::string missing =
            missingSampleImages(space.location / space.manifest.samples->images, *space.manifest.samples);
        if (!missing.empty()) {
            say("Warning: " + missing);
        }
    }
    report(commandLine, json, text);
}

} // namespace

void addInfo(CommandLine& commandLine)
{
    const auto spec = std::make_shared<std::string>();
    CLI::App* const verb =
        commandLine.addVerb("info", "Say what a space holds", [&commandLine, spec] { info(commandLine, *spec); });
    verb->add_option("SPACE", *spec, "A space folder, an embedded space's name or a decoder")->required();
}
