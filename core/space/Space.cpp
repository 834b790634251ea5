// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/Space.h"

#include "base/AtomicFile.h"
#include "base/FolderLock.h"
#include "base/Sha256.h"
#include "base/UserError.h"
#include "space/NpyFile.h"
#include "space/SampleImages.h"

#include <fstream>

namespace {

using Path = std::filesystem::path;
constexpr std::size_t mostManifestBytes = std::size_t{256} << 20;

void addToHash(Sha256& hash, const std::string& text)
{
    hash.update(std::as_bytes(std::span(text)));
}

std::string hashOfFile(const Path& file)
{
    Sha256 hash;
    std::ifstream stream(file, std::ios::binary);
    std::string block(1 << 20, '\0');
    while (stream.read(block.data(), static_cast<std::streamsize>(block.size())), stream.gcount() > 0) {
        hash.update(std::as_bytes(std::span(block)).first(static_cast<std::size_t>(stream.gcount())));
    }
    return hash.hexDigest();
}

void requireReadableFile(const Path& file)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        throw UserError(file.string() + ": this is not a file that can be read" +
                        (error ? " (" + error.message() + ")" : "") + ". Check the name and its permissions.");
    }
    if (std::ifstream stream(file, std::ios::binary); !stream) {
        throw UserError(file.string() + ": could not be opened: permission denied. Give yourself the right to read "
                                        "it.");
    }
}

std::string countText(std::size_t count, const char* one)
{
    return std::to_string(count) + ' ' + one + (count == 1 ? "" : "s");
}

void readLatentsOf(Space& space)
{
    const ManifestSamples& samples = *space.manifest.samples;
    const Path file = fileOfSpace(space.location, samples.latents, "samples.latents");
    auto latents = std::make_shared<const LatentTable>(readLatents(file));
    const auto size = static_cast<std::size_t>(space.manifest.latentSize);
    if (latents->columns() != size) {
        throw UserError(file.string() + ": the latents are " + std::to_string(latents->columns()) +
                        " wide, but `latent.size` in space.json, the decoder's, is " + std::to_string(size) +
                        ". Encode the data again with this space's encoder, or correct space.json.");
    }
    if (latents->rows() != samples.count) {
        throw UserError(file.string() + ": there are " + countText(latents->rows(), "latent") + " for " +
                        countText(samples.count, "sample") + " (`samples.count` in space.json). " +
                        (latents->rows() < samples.count ? "Encode the missing ones" : "Remove those too many") +
                        ", or correct the count.");
    }
    requireFinite(*latents, file.string());
    space.latents = std::move(latents);
}

void readLabelsOf(Space& space)
{
    const ManifestSamples& samples = *space.manifest.samples;
    const Path file = fileOfSpace(space.location, samples.labels, "samples.labels");
    auto labels = std::make_shared<const LabelTable>(LabelTable::parse(readWholeFile(file, mostLabelBytes), file));
    if (labels->rows != samples.count) {
        throw UserError(file.string() + ": there are " + countText(labels->rows, "row") + " after the header for " +
                        countText(samples.count, "sample") +
                        " (`samples.count` in space.json). Row i is sample i: add or remove rows, and check that the "
                        "first line is a header.");
    }
    space.labels = std::move(labels);
}

void readAttributeFiles(Space& space)
{
    for (std::size_t i = 0; i < space.manifest.attributes.size(); ++i) {
        SavedAttribute& attribute = space.manifest.attributes[i];
        if (!attribute.vector.empty()) {
            continue;
        }
        const std::string key = "attributes[" + std::to_string(i) + "].file";
        const auto name = space.manifest.original["attributes"][i]["file"].get<std::string>();
        const Path file = fileOfSpace(space.location, name, key);
        const LatentTable table = readLatents(file);
        if (table.rows() != 1 || table.columns() != static_cast<std::size_t>(space.manifest.latentSize)) {
            throw UserError(file.string() + ": an attribute vector of this space is 1 x " +
                            std::to_string(space.manifest.latentSize) + ", this is " + std::to_string(table.rows()) +
                            " x " + std::to_string(table.columns()) + ". Fit it again for this space.");
        }
        requireFinite(table, file.string());
        attribute.vector.assign(table.row(0).begin(), table.row(0).end());
    }
}

void readMaps(Space& space)
{
    for (std::size_t i = 0; i < space.manifest.maps.size(); ++i) {
        SavedMap& map = space.manifest.maps[i];
        const Path file = fileOfSpace(space.location, map.file, "maps[" + std::to_string(i) + "].file");
        auto positions = std::make_shared<const LatentTable>(readLatents(file));
        if (positions->rows() != space.sampleCount() || positions->columns() != 2) {
            throw UserError(file.string() + ": a map of these samples (`samples.count` in space.json) is " +
                            std::to_string(space.sampleCount()) + " x 2, this is " + std::to_string(positions->rows()) +
                            " x " + std::to_string(positions->columns()) +
                            ". Compute it again, or remove its entry from `maps` in space.json.");
        }
        requireFinite(*positions, file.string());
        map.positions = std::move(positions);
    }
}

void readSamples(Space& space)
{
    const ManifestSamples& samples = *space.manifest.samples;
    if (!samples.latents.empty()) {
        readLatentsOf(space);
    }
    if (!samples.labels.empty()) {
        readLabelsOf(space);
    }
    if (!samples.images.empty()) {
        const Path images = fileOfSpace(space.location, samples.images, "samples.images");
        requireSampleImages(images, samples,
                            samples.thumbnail.height > 0 ? samples.thumbnail : space.manifest.decoder->picture);
    }
}

/// Labels, attributes and maps are what a session itself changes in the folder: with others it is the same space.
std::string hashOfFolder(const Space& space)
{
    nlohmann::json manifest = space.manifest.original;
    manifest.erase("attributes");
    manifest.erase("maps");
    if (space.manifest.samples) {
        manifest["samples"].erase("labels");
    }
    Sha256 hash;
    addToHash(hash, manifest.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    for (const Path& file : {space.decoderFile, space.encoderFile}) {
        addToHash(hash, file.empty() ? "-" : std::to_string(std::filesystem::file_size(file)) + ';');
    }
    if (space.latents) {
        const Path file = space.location / space.manifest.samples->latents;
        addToHash(hash, std::to_string(std::filesystem::file_size(file)) + ';');
    }
    return hash.hexDigest();
}

std::shared_ptr<const Space> openFolder(const Path& folder, const SpaceHints& hints)
{
    const Path manifestFile = folder / "space.json";
    std::error_code error;
    if (!std::filesystem::exists(manifestFile, error) && !error) {
        throw UserError(folder.string() + ": this folder holds no space.json, so it is not a space. Open a space's "
                                          "folder or a TorchScript decoder.");
    }
    const std::string text = readWholeFile(manifestFile, mostManifestBytes);
    auto space = std::make_shared<Space>();
    space->location = folder;
    space->manifest = SpaceManifest::parse(text, manifestFile);
    space->decoderFile = fileOfSpace(folder, space->manifest.decoder->file, "decoder.file");
    requireReadableFile(space->decoderFile);
    if (space->manifest.encoder) {
        space->encoderFile = fileOfSpace(folder, space->manifest.encoder->file, "encoder.file");
        requireReadableFile(space->encoderFile);
    }
    if (space->manifest.mapping) {
        space->mappingFile = fileOfSpace(folder, space->manifest.mapping->file, "mapping.file");
        requireReadableFile(space->mappingFile);
    }
    if (hints.range) {
        space->manifest.decoder->range = hints.range;
    }
    readAttributeFiles(*space);
    if (space->manifest.samples) {
        readSamples(*space);
        readMaps(*space);
    }
    space->hash = hashOfFolder(*space);
    return space;
}

std::shared_ptr<const Space> openBareDecoder(const Path& file, const SpaceHints& hints)
{
    requireReadableFile(file);
    auto space = std::make_shared<Space>();
    space->location = file;
    space->isBareDecoder = true;
    space->decoderFile = file;
    space->manifest.name = file.stem().string();
    space->manifest.latentSize = hints.latentSize.value_or(0);
    space->areInputsKnown = hints.inputs.has_value();
    space->manifest.inputs = hints.inputs.value_or(std::vector<ModelInput>());
    space->manifest.decoder = ManifestModel{.file = file.filename().string(), .picture = {}, .range = hints.range};
    space->hash = hashOfFile(file);
    return space;
}

} // namespace

Path fileOfSpace(const Path& folder, const std::string& name, const std::string& key)
{
    const Path manifest = folder / "space.json";
    std::error_code error;
    const Path root = std::filesystem::canonical(folder, error);
    const Path file = std::filesystem::canonical(folder / name, error);
    if (error) {
        throw UserError(manifest.string() + ": `" + key + "` names `" + name + "`, which is not there (" +
                        error.message() + "). Put the file into the folder or correct its name.");
    }
    const Path relative = file.lexically_relative(root);
    if (relative.empty() || *relative.begin() == "..") {
        throw UserError(manifest.string() + ": `" + key + "` names `" + name +
                        "`, a link that leaves the space's "
                        "folder. Copy the file it points to into the folder.");
    }
    return file;
}

std::string Space::name() const
{
    return manifest.name.empty() ? location.filename().string() : manifest.name;
}

bool isSameOpening(const std::shared_ptr<const Space>& a, const std::shared_ptr<const Space>& b)
{
    if (a == b || !a || !b) {
        return a == b;
    }
    return a->latents && a->latents == b->latents && a->labels == b->labels && a->generated == b->generated &&
           a->location == b->location && a->hash == b->hash;
}

std::shared_ptr<const Space> openSpace(const Path& location, const SpaceHints& hints)
{
    std::error_code error;
    const Path absolute = std::filesystem::absolute(location, error).lexically_normal();
    const auto status = std::filesystem::status(absolute, error);
    if (!std::filesystem::exists(status)) {
        throw UserError(location.string() + ": could not be opened" + (error ? " (" + error.message() + ")" : "") +
                        (error == std::errc::permission_denied
                             ? ". Give yourself the right to read the folder it lies in."
                             : ". There is no such file or folder: check the name."));
    }
    // A trailing slash would leave the space without a name.
    const Path clean = absolute.has_filename() ? absolute : absolute.parent_path();
    return std::filesystem::is_directory(status) ? openFolder(clean, hints) : openBareDecoder(clean, hints);
}

void saveAttributes(const Space& space, const std::vector<SavedAttribute>& attributes)
{
    if (space.isBareDecoder) {
        throw UserError(space.location.string() + ": a bare decoder has no space.json to keep attributes in. Save the "
                                                  "vectors as .npy files, or put the decoder into a space folder.");
    }
    const FolderLock lock(space.location);
    const Path file = space.location / "space.json";
    SpaceManifest manifest = SpaceManifest::parse(readWholeFile(file, mostManifestBytes), file);
    manifest.attributes = attributes;
    writeFileAtomically(file, manifest.toJson());
}
