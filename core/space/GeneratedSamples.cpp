// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/GeneratedSamples.h"

#include "base/AtomicFile.h"
#include "base/Sha256.h"
#include "base/ShrinkPicture.h"
#include "base/UserError.h"
#include "space/JsonNumbers.h"
#include "space/NpyFile.h"
#include "space/PictureArrayFile.h"

#include <fstream>
#include <limits>

namespace {

using Path = std::filesystem::path;

constexpr double largestRadius = 1e6;

void addFile(Sha256& hash, const Path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string block(1 << 20, '\0');
    while (stream.read(block.data(), static_cast<std::streamsize>(block.size())), stream.gcount() > 0) {
        hash.update(std::as_bytes(std::span(block)).first(static_cast<std::size_t>(stream.gcount())));
    }
}

void requireCount(std::size_t count, const GenerationRecipe& recipe, const Path& file)
{
    if (count != recipe.draws.count) {
        throw UserError(file.string() + ": there are " + std::to_string(count) + " of " +
                        std::to_string(recipe.draws.count) + " samples. They have to be generated again.");
    }
}

bool hasRadius(Distribution distribution)
{
    return distribution == Distribution::Ball || distribution == Distribution::Shell;
}

} // namespace

PictureShape thumbnailShape(PictureShape picture, std::size_t count)
{
    const auto channels = static_cast<std::size_t>(std::max(picture.channels, 1));
    return shrunkShape(
        picture, std::min(mostThumbnailPixels, mostThumbnailBytes / (std::max<std::size_t>(count, 1) * channels)));
}

std::shared_ptr<const Space> ownSpace(const std::shared_ptr<const Space>& space)
{
    return space && space->generated ? space->generated->own : space;
}

std::shared_ptr<const Space> withOwnSpace(const Space& generated, std::shared_ptr<const Space> own)
{
    auto set = std::make_shared<GeneratedSamples>(*generated.generated);
    set->own = std::move(own);
    auto space = std::make_shared<Space>(generated);
    space->generated = std::move(set);
    return space;
}

Path samplesFolder(const Space& space)
{
    return space.generated ? space.generated->folder : space.location;
}

std::string generatedName(const Space& own, const GenerationRecipe& recipe)
{
    Sha256 hash;
    const std::string text = own.hash + recipeToJson(recipe).dump();
    hash.update(std::as_bytes(std::span(text)));
    addFile(hash, own.decoderFile);
    if (needsLatents(recipe.draws.distribution)) {
        hash.update(own.latents ? std::as_bytes(own.latents->values()) : std::span<const std::byte>());
    } else if (!own.mappingFile.empty()) {
        addFile(hash, own.mappingFile);
    }
    return hash.hexDigest().substr(0, 32);
}

std::shared_ptr<const Space> withGeneratedSamples(const std::shared_ptr<const Space>& own,
                                                  const GenerationRecipe& recipe, const Path& folder)
{
    auto space = std::make_shared<Space>(*own);
    ManifestSamples samples{.count = recipe.draws.count, .images = "images.npy", .latents = "latents.npy"};
    const PictureArrayReader pictures(folder / samples.images);
    requireCount(pictures.count(), recipe, folder / samples.images);
    samples.thumbnail = pictures.shape();
    auto latents = std::make_shared<const LatentTable>(readLatents(folder / samples.latents));
    requireCount(latents->rows(), recipe, folder / samples.latents);
    requireFinite(*latents, (folder / samples.latents).string());
    if (own->latentSize() > 0 && latents->columns() != static_cast<std::size_t>(own->latentSize())) {
        throw UserError(folder.string() + ": these samples are of another decoder. They have to be generated again.");
    }
    space->latents = std::move(latents);
    space->labels.reset();
    if (std::filesystem::exists(folder / "labels.csv")) {
        samples.labels = "labels.csv";
        const Path file = folder / samples.labels;
        space->labels =
            std::make_shared<const LabelTable>(LabelTable::parse(readWholeFile(file, mostLabelBytes), file));
        requireCount(space->labels->rows, recipe, file);
    }
    space->manifest.samples = std::move(samples);
    space->manifest.maps.clear(); // of the space's own
    space->generated = std::make_shared<const GeneratedSamples>(GeneratedSamples{recipe, folder, own});
    return space;
}

nlohmann::json recipeToJson(const GenerationRecipe& recipe)
{
    nlohmann::json json = {{"distribution", nameOf(recipe.draws.distribution)},
                           {"count", recipe.draws.count},
                           {"seed", recipe.draws.seed}};
    if (hasRadius(recipe.draws.distribution)) {
        json["radius"] = recipe.draws.radius;
    }
    if (recipe.draws.distribution == Distribution::Neighbours) {
        json["neighbours"] = recipe.draws.neighbours;
    }
    if (!recipe.tail.empty()) {
        json["inputs"] = jsonNumbers(recipe.tail);
    }
    if (recipe.drawnClass) {
        json["drawn_class"] = *recipe.drawnClass;
    }
    return json;
}

GenerationRecipe recipeFromJson(const JsonReader& object)
{
    GenerationRecipe recipe;
    const std::string name = object.text("distribution");
    const auto distribution = distributionNamed(name);
    if (!distribution) {
        object.fail("distribution", "is `" + name + "`", "Write normal, cube, ball, shell, ellipsoid or neighbours.");
    }
    recipe.draws.distribution = *distribution;
    recipe.draws.count = object.whole("count", DrawRecipe::most);
    recipe.draws.seed = object.whole("seed", DrawRecipe::largestSeed);
    const double radius = object.has("radius") ? object.number("radius", 0, largestRadius) : 0;
    recipe.draws.radius = hasRadius(*distribution) ? radius : 0; // what it does not know makes no other set of it
    if (object.has("neighbours")) {
        const int neighbours = object.integer("neighbours", 1, DrawRecipe::mostNeighbours);
        const bool areKnown = *distribution == Distribution::Neighbours;
        recipe.draws.neighbours = areKnown ? neighbours : recipe.draws.neighbours;
    }
    if (object.has("inputs")) {
        recipe.tail = object.numbers("inputs");
    }
    if (object.has("drawn_class")) {
        recipe.drawnClass = static_cast<std::uint32_t>(object.whole("drawn_class", maxInputs - 1));
    }
    return recipe;
}
