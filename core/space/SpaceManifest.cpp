// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/SpaceManifest.h"

#include "base/UserError.h"
#include "space/AttributeEntry.h"
#include "space/InputsJson.h"
#include "space/JsonReader.h"

#include <algorithm>
#include <cmath>

namespace {

using Json = nlohmann::json;

constexpr std::size_t mostSamples = 100'000'000;
constexpr int mostColumns = 1 << 20;

/// A path that stays inside the folder; empty when it may be and is missing.
std::string relativeFile(const JsonReader& json, const std::string& key, bool mayBeMissing = false)
{
    if (mayBeMissing && !json.has(key)) {
        return {};
    }
    const std::string name = json.text(key);
    const std::filesystem::path path = name;
    if (name.empty() || name.find('\0') != std::string::npos) {
        json.fail(key, "is empty or holds a zero byte", "Write the name of a file in the space's folder.");
    }
    if (path.is_absolute() || std::ranges::find(path, "..") != path.end()) {
        json.fail(key, "is `" + name + "`, which leaves the space's folder",
                  "Copy that file into the folder and write its name.");
    }
    return name;
}

std::optional<ValueRange> rangeIn(const JsonReader& io)
{
    if (!io.has("range")) {
        return std::nullopt;
    }
    const std::vector<float> ends = io.numbers("range");
    if (ends.size() != 2 || !(ends[0] < ends[1])) {
        io.fail("range", "is not two rising numbers", "Write [0, 1], [-1, 1] or what the model's values lie in.");
    }
    return ValueRange{ends[0], ends[1]};
}

std::optional<ChannelOrder> orderIn(const JsonReader& io)
{
    if (!io.has("order")) {
        return std::nullopt;
    }
    const std::string order = io.text("order");
    if (order != "rgb" && order != "bgr") {
        io.fail("order", "is `" + order + "`", "Write `rgb` or `bgr`.");
    }
    return order == "bgr" ? ChannelOrder::Bgr : ChannelOrder::Rgb;
}

/// `part` is "output" of a decoder or "input" of an encoder.
ManifestModel modelIn(const JsonReader& model, const std::string& part)
{
    ManifestModel result;
    result.file = relativeFile(model, "file");
    if (!model.has(part)) {
        return result; // probing finds it
    }
    const JsonReader io = model.object(part);
    const std::string kind = io.text("kind", "image");
    if (kind != "image") {
        io.fail("kind", "is `" + kind + "`", "Only `image` is known to this version.");
    }
    result.picture = {io.integer("channels", 1, 3), io.integer("height", 1, maxPictureSide),
                      io.integer("width", 1, maxPictureSide)};
    if (result.picture.channels == 2) {
        io.fail("channels", "is 2", "Pictures have 1 (grey) or 3 (RGB).");
    }
    result.range = rangeIn(io);
    result.order = orderIn(io);
    return result;
}

Json jsonOf(const ManifestModel& model, const std::string& part, Json into)
{
    into["file"] = model.file;
    if (model.picture.channels > 0) {
        Json& io = into[part];
        io["kind"] = "image";
        io["channels"] = model.picture.channels;
        io["height"] = model.picture.height;
        io["width"] = model.picture.width;
        if (model.range) {
            io["range"] = {model.range->low, model.range->high};
        }
        if (model.order) {
            io["order"] = *model.order == ChannelOrder::Bgr ? "bgr" : "rgb";
        }
    }
    return into;
}

ManifestMapping mappingIn(const JsonReader& mapping)
{
    return {.file = relativeFile(mapping, "file"),
            .size = mapping.integer("size", 1, maxLatentSize),
            .prior = priorFromJson(mapping, "prior", Prior::Normal)};
}

ManifestSamples samplesIn(const JsonReader& samples)
{
    ManifestSamples result;
    result.count = samples.whole("count", mostSamples);
    result.images = relativeFile(samples, "images", true);
    result.columns = samples.has("columns") ? samples.integer("columns", 1, mostColumns) : 1;
    result.latents = relativeFile(samples, "latents", true);
    result.labels = relativeFile(samples, "labels", true);
    if (samples.has("thumbnail")) {
        const JsonReader thumbnail = samples.object("thumbnail");
        result.thumbnail.height = thumbnail.integer("height", 1, maxPictureSide);
        result.thumbnail.width = thumbnail.integer("width", 1, maxPictureSide);
    }
    return result;
}

SavedAttribute attributeIn(const JsonReader& entry, int latentSize)
{
    SavedAttribute result = attributeEntryIn(entry, static_cast<std::size_t>(latentSize));
    if (!entry.has("vector")) {
        (void)relativeFile(entry, "file"); // read when the space is opened
    } else if (result.vector.size() != static_cast<std::size_t>(latentSize)) {
        entry.fail("vector", "has " + std::to_string(result.vector.size()) + " numbers",
                   "The latents have " + std::to_string(latentSize) + ": write as many.");
    }
    return result;
}

void requireFormat(const JsonReader& root)
{
    if (!root.has("format")) {
        root.fail("format", "is missing", "Write \"format\": " + std::to_string(SpaceManifest::newestFormat) + ".");
    }
    const int format = root.integer("format", 1, 1'000'000);
    if (format > SpaceManifest::newestFormat) {
        root.fail("format",
                  "is " + std::to_string(format) + ", newer than this program, which reads up to " +
                      std::to_string(SpaceManifest::newestFormat),
                  "Get a newer Morphoscope.");
    }
}

void readLatent(const JsonReader& latent, SpaceManifest& manifest)
{
    manifest.latentSize = latent.integer("size", 1, maxLatentSize);
    manifest.latentShape = latent.text("shape", "n");
    if (manifest.latentShape != "n" && manifest.latentShape != "n,1,1") {
        latent.fail("shape", "is `" + manifest.latentShape + "`", "Write `n` or `n,1,1`.");
    }
    manifest.prior = priorFromJson(latent, "prior", Prior::Unknown);
    if (latent.has("names")) {
        manifest.latentNames = latent.texts("names");
        if (!manifest.latentNames.empty() &&
            manifest.latentNames.size() != static_cast<std::size_t>(manifest.latentSize)) {
            latent.fail("names", "has " + std::to_string(manifest.latentNames.size()) + " entries",
                        "Give one for each of the " + std::to_string(manifest.latentSize) + " latents, or none.");
        }
    }
}

} // namespace

SpaceManifest SpaceManifest::parse(std::string_view text, const std::filesystem::path& file)
{
    SpaceManifest manifest;
    manifest.original = parseJson(text, file);
    const JsonReader root(manifest.original, "", file);
    requireFormat(root);
    manifest.name = root.text("name", "");
    manifest.description = root.text("description", "");
    manifest.licence = root.text("licence", "");
    manifest.madeBy = root.text("made_by", "");
    readLatent(root.object("latent"), manifest);
    manifest.decoder = modelIn(root.object("decoder"), "output");
    if (root.has("encoder")) {
        manifest.encoder = modelIn(root.object("encoder"), "input");
    }
    manifest.inputs = inputsFromJson(root);
    if (root.has("mapping")) {
        manifest.mapping = mappingIn(root.object("mapping"));
    }
    if (root.has("samples")) {
        manifest.samples = samplesIn(root.object("samples"));
    }
    if (root.has("maps")) {
        const std::vector<JsonReader> entries = root.objects("maps");
        if (entries.size() > mostSavedMaps) {
            root.fail("maps", "has " + std::to_string(entries.size()) + " entries",
                      "Keep up to " + std::to_string(mostSavedMaps) + ".");
        }
        for (const JsonReader& entry : entries) {
            SavedMap map = savedMapFrom(entry, relativeFile(entry, "file"));
            if (mapNamed(manifest.maps, map.name) != nullptr) {
                entry.fail("name", "is `" + map.name + "`, and so is that of a map before",
                           "Give each map a name of its own.");
            }
            manifest.maps.push_back(std::move(map));
        }
        if (!manifest.maps.empty() && !manifest.samples) {
            root.fail("maps", "lay out samples, of which there are none",
                      "Say under `samples` what they are, or remove `maps`.");
        }
    }
    if (root.has("attributes")) {
        for (const JsonReader& entry : root.objects("attributes")) {
            manifest.attributes.push_back(attributeIn(entry, manifest.latentSize));
        }
    }
    return manifest;
}

std::string SpaceManifest::toJson() const
{
    Json json = original.is_object() ? original : Json::object();
    json["format"] = newestFormat;
    json["name"] = name;
    json["description"] = description;
    json["licence"] = licence;
    json["made_by"] = madeBy;
    json["latent"]["size"] = latentSize;
    json["latent"]["shape"] = latentShape;
    json["latent"]["prior"] = priorToJson(prior);
    json["latent"]["names"] = latentNames;
    const auto old = [&](const char* key) { return json.value(key, Json::object()); };
    if (decoder) {
        json["decoder"] = jsonOf(*decoder, "output", old("decoder"));
    }
    if (encoder) {
        json["encoder"] = jsonOf(*encoder, "input", old("encoder"));
    }
    if (!inputs.empty() || json.contains("inputs")) {
        json["inputs"] = inputsToJson(inputs, old("inputs"));
    }
    if (mapping) {
        Json& entry = json["mapping"];
        entry["file"] = mapping->file;
        entry["size"] = mapping->size;
        entry["prior"] = priorToJson(mapping->prior);
    }
    if (samples) {
        Json& entry = json["samples"];
        entry["count"] = samples->count;
        entry["columns"] = samples->columns;
        entry.erase("thumbnail");
        if (samples->thumbnail.height > 0) {
            entry["thumbnail"] = {{"height", samples->thumbnail.height}, {"width", samples->thumbnail.width}};
        }
        for (const auto& [key, value] :
             {std::pair{"images", samples->images}, {"latents", samples->latents}, {"labels", samples->labels}}) {
            if (value.empty()) {
                entry.erase(key);
            } else {
                entry[key] = value;
            }
        }
    }
    if (maps.empty()) {
        json.erase("maps");
    }
    Json entries = Json::array();
    for (const SavedAttribute& attribute : attributes) {
        entries.push_back(attributeEntry(attribute, entryNamed(old("attributes"), attribute.name)));
    }
    json["attributes"] = std::move(entries);
    return spaceFileText(json);
}

std::string spaceFileText(const Json& manifest)
{
    return manifest.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}
