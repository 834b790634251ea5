// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/GenerateSamples.h"

#include "base/AtomicFile.h"
#include "base/FolderMove.h"
#include "base/UserError.h"
#include "base/WorkFolder.h"
#include "space/LabelText.h"

#include <algorithm>
#include <chrono>

// Generated sets as files: spaces of their own, and the cache.

namespace {

using Path = std::filesystem::path;

void copyInto(const Path& file, const Path& target)
{
    std::error_code error;
    std::filesystem::copy_file(file, target, std::filesystem::copy_options::overwrite_existing, error);
    if (error) {
        failWriting(target, error.value());
    }
}

Prior priorOf(const Space& own, Distribution distribution)
{
    if (own.manifest.prior != Prior::Unknown || needsLatents(distribution)) {
        return own.manifest.prior;
    }
    return distribution == Distribution::Cube ? Prior::Uniform : Prior::Normal;
}

SpaceManifest manifestOf(const Space& own, const LoadedModel& model, const GenerationRecipe& recipe)
{
    SpaceManifest manifest = own.manifest;
    manifest.latentSize = model.latentSize;
    manifest.prior = priorOf(own, recipe.draws.distribution);
    manifest.decoder->file = "decoder.pt";
    manifest.decoder->picture = model.picture;
    manifest.decoder->range = model.range;
    manifest.inputs = model.inputs;
    for (ModelInput& input : manifest.inputs) { // the engine knows no names of classes
        const auto named = std::find_if(own.manifest.inputs.begin(), own.manifest.inputs.end(),
                                        [&](const ModelInput& known) { return known.name == input.name; });
        input = named == own.manifest.inputs.end() ? input : *named;
    }
    if (!manifest.original.is_object()) {
        manifest.original = nlohmann::json::object();
    }
    manifest.maps.clear(); // of other samples
    manifest.original.erase("samples");
    manifest.original["generated"] = recipeToJson(recipe);
    return manifest;
}

std::uintmax_t bytesIn(const Path& folder)
{
    std::uintmax_t bytes = 0;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        const std::uintmax_t size = entry.file_size(ignored);
        bytes += ignored ? 0 : size;
    }
    return bytes;
}

} // namespace

void completeGeneratedSpace(const Space& own, const LoadedModel& model, const GenerationRecipe& recipe,
                            const std::string& name, const std::vector<SavedAttribute>& attributes, const Path& folder)
{
    SpaceManifest manifest = manifestOf(own, model, recipe);
    manifest.name = name;
    manifest.attributes = attributes;
    copyInto(own.decoderFile, folder / "decoder.pt");
    if (!own.encoderFile.empty()) {
        manifest.encoder->file = "encoder.pt";
        copyInto(own.encoderFile, folder / "encoder.pt");
    }
    if (!own.mappingFile.empty()) {
        manifest.mapping->file = "mapping.pt";
        copyInto(own.mappingFile, folder / "mapping.pt");
    }
    ManifestSamples samples{.count = recipe.draws.count, .images = "images.npy", .latents = "latents.npy"};
    if (std::filesystem::exists(folder / "labels.csv")) {
        samples.labels = "labels.csv";
    }
    const PictureShape thumbnail = thumbnailShape(model.picture, samples.count);
    samples.thumbnail = thumbnail == model.picture ? PictureShape{} : thumbnail;
    manifest.samples = std::move(samples);
    writeFileAtomically(folder / "space.json", manifest.toJson());
    (void)openSpace(folder); // what cannot be opened is not handed over
}

void saveGeneratedSpace(const Space& space, const LoadedModel& model, const LabelTable& labels,
                        const std::vector<SavedAttribute>& attributes, const Path& out)
{
    std::error_code ignored;
    if (std::filesystem::exists(out, ignored) && !std::filesystem::is_empty(out, ignored)) {
        throw UserError(out.string() + ": this is there already and is not replaced. Choose another name.");
    }
    WorkFolder folder(out);
    const GeneratedSamples& generated = *space.generated;
    for (const char* file : {"latents.npy", "images.npy"}) {
        copyInto(generated.folder / file, folder.path() / file);
    }
    if (!labels.columns.empty()) {
        writeFileAtomically(folder.path() / "labels.csv", labelText(labels));
    }
    completeGeneratedSpace(*generated.own, model, generated.recipe, withoutSlash(out).filename().string(), attributes,
                           folder.path());
    folder.become(out);
}

void pruneGeneratedSets(const Path& cache, const Path& kept, std::uintmax_t mostBytes)
{
    struct Set
    {
        std::filesystem::file_time_type time;
        Path folder;
        std::uintmax_t bytes = 0;
    };
    std::error_code ignored;
    std::vector<Set> sets;
    std::uintmax_t all = 0;
    const auto now = std::filesystem::file_time_type::clock::now();
    for (const auto& entry : std::filesystem::directory_iterator(cache, ignored)) {
        const auto time = entry.last_write_time(ignored);
        const bool isUnfinished = entry.path().filename().string().starts_with('.');
        if (isUnfinished && now - time > std::chrono::hours(24)) { // of a process that was killed
            std::filesystem::remove_all(entry.path(), ignored);
        } else if (!isUnfinished) {
            sets.push_back({time, entry.path(), bytesIn(entry.path())});
            all += sets.back().bytes;
        }
    }
    std::sort(sets.begin(), sets.end(), [](const Set& a, const Set& b) { return a.time < b.time; });
    for (const Set& set : sets) {
        if (all > mostBytes && set.folder != kept) {
            std::filesystem::remove_all(set.folder, ignored);
            all -= set.bytes;
        }
    }
}
