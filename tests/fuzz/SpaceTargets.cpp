// SPDX-License-Identifier: GPL-3.0-or-later
#include "Feed.h"
#include "Targets.h"

#include "space/CelebaList.h"
#include "space/DelimitedText.h"
#include "space/FindPieces.h"
#include "space/GeneratedSamples.h"
#include "space/IdxFile.h"
#include "space/InputsJson.h"
#include "space/LabelJoin.h"
#include "space/LabelText.h"
#include "space/NpyFile.h"
#include "space/NpzFile.h"
#include "space/PictureArrayFile.h"
#include "space/ProjectorFiles.h"
#include "space/SampleImages.h"

#include <algorithm>
#include <array>

namespace {

void spaceJson(Bytes bytes)
{
    tolerant([&] {
        const SpaceManifest manifest = SpaceManifest::parse(textOf(bytes), "space.json");
        const std::string text = manifest.toJson();
        const SpaceManifest again = readAgain([&] { return SpaceManifest::parse(text, "space.json"); });
        if (again.toJson() != text) {
            fault("space.json is another one after it was written and read");
        }
        return 0;
    });
}

void takeAll(PictureStream stream)
{
    while (stream.taken() < stream.count()) {
        (void)stream.next(3);
    }
}

void npy(Bytes bytes)
{
    const MemoryFile file(bytes);
    tolerant([&] { return NpyHeader::parse(textOf(bytes), "a.npy"); });
    tolerant([&] { return readLatents(file.path()); });
    tolerant([&] { return readPictures(file.path()); });
    tolerant([&] {
        const PictureArrayReader reader(file.path());
        std::vector<std::uint8_t> pixels(reader.shape().bytes());
        for (std::size_t i = 0; i < reader.count(); ++i) {
            reader.read(i, pixels);
        }
        return 0;
    });
    tolerant([&] { return takeAll(openPictureStream(file.path())), 0; });
}

void npz(Bytes bytes)
{
    const MemoryFile file(bytes);
    tolerant([&] {
        const NpzFile archive(file.path());
        for (const std::string& name : archive.latentNames()) {
            tolerant([&] { return archive.readLatents(name); });
        }
        for (const std::string& name : archive.pictureNames()) {
            tolerant([&] { return archive.readPictures(name); });
            tolerant([&] { return takeAll(openPictureStream(file.path(), name)), 0; });
        }
        return 0;
    });
}

void labels(Bytes bytes)
{
    const auto mustComeBack = [](const LabelTable& table) {
        const std::string text = labelText(table);
        const LabelTable again = readAgain([&] { return LabelTable::parse(text, "labels.csv"); });
        if (labelText(again) != text) {
            fault("labels are others after they were written and read");
        }
    };
    tolerant([&] { return mustComeBack(LabelTable::parse(textOf(bytes), "labels.csv")), 0; });
    tolerant([&] { return mustComeBack(parseDelimitedLabels(textOf(bytes), "labels.txt")), 0; });
}

/// The names of the pictures, one a line, up to an empty one; then a table of labels.
void labelJoin(Bytes bytes)
{
    const std::string_view text = textOf(bytes);
    const std::size_t gap = std::min(text.find("\n\n"), text.size());
    std::vector<std::string> names;
    for (std::size_t at = 0; at < gap;) {
        const std::size_t end = std::min(text.find('\n', at), gap);
        names.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    tolerant([&] {
        const LabelTable table = parseDelimitedLabels(text.substr(std::min(gap + 2, text.size())), "labels.csv");
        const JoinedLabels joined = joinLabels(table, names, "labels.csv");
        if (!joined.column.empty() && joined.labels.rows != names.size()) {
            fault("not one row of labels for each picture");
        }
        return 0;
    });
}

/// A condition, as on the command line, and after a line end the labels that it is about.
void conditions(Bytes bytes)
{
    const std::string_view text = textOf(bytes);
    const std::size_t end = std::min(text.find('\n'), text.size());
    tolerant([&] {
        const std::vector<LabelCondition> parsed = parseConditions(text.substr(0, end));
        return rowsWhere(LabelTable::parse(text.substr(std::min(end + 1, text.size())), "labels.csv"), parsed);
    });
}

void celeba(Bytes bytes)
{
    tolerant([&] { return isCelebaList(textOf(bytes)); });
    tolerant([&] { return parseCelebaList(textOf(bytes), "list.txt"); });
}

void projector(Bytes bytes)
{
    tolerant([&] { return parseProjectorVectors(textOf(bytes), "tensors.tsv"); });
    tolerant([&] { return parseProjectorMetadata(textOf(bytes), "metadata.tsv"); });
}

void idx(Bytes bytes)
{
    const MemoryFile file(bytes);
    tolerant([&] { return idxKind(file.path()); });
    tolerant([&] { return readIdxPictures(file.path()); });
    tolerant([&] { return readIdxLabels(file.path()); });
    tolerant([&] { return takeAll(openIdxPictures(file.path())), 0; });
}

/// What a file is, by its content: a model's archive among others.
void pieces(Bytes bytes)
{
    const MemoryFile file(bytes);
    const std::array paths = {file.path()};
    tolerant([&] { return findPieces(paths); });
}

/// The pictures of a space's samples, held against what space.json says of them.
void sampleImages(Bytes bytes)
{
    const OwnFolder folder;
    const bool isArray = textOf(bytes).starts_with("\x93NUMPY");
    const char* const name = isArray ? "images.npy" : "images.png";
    folder.write(name, textOf(bytes));
    const ManifestSamples samples{.count = 6, .images = name, .columns = 3, .latents = {}, .labels = {}};
    tolerant([&] { return requireSampleImages(folder.path() / name, samples, {1, 2, 2}), 0; });
    tolerant([&] { return missingSampleImages(folder.path() / name, samples); });
}

/// `read` an object and write it: what comes is the same again.
template <class Read, class Write> void throughJson(Bytes bytes, const Read& read, const Write& write)
{
    const std::filesystem::path file = "file.json";
    tolerant([&] {
        const nlohmann::json parsed = parseJson(textOf(bytes), file);
        const auto value = read(JsonReader(parsed, "", file));
        const nlohmann::json written = parseJson(write(value).dump(), file);
        if (readAgain([&] { return read(JsonReader(written, "", file)); }) != value) {
            fault("it is another after it was written and read");
        }
        return 0;
    });
}

void inputs(Bytes bytes)
{
    throughJson(bytes, inputsFromJson, [](const std::vector<ModelInput>& list) {
        return nlohmann::json{{"inputs", inputsToJson(list)}};
    });
}

void recipe(Bytes bytes)
{
    throughJson(bytes, recipeFromJson, recipeToJson);
}

} // namespace

FuzzTargets spaceTargets()
{
    return {{"space-json", spaceJson},
            {"npy", npy},
            {"npz", npz},
            {"labels", labels},
            {"label-join", labelJoin},
            {"conditions", conditions},
            {"celeba", celeba},
            {"projector", projector},
            {"idx", idx},
            {"pieces", pieces},
            {"inputs", inputs},
            {"recipe", recipe},
            {"sample-images", sampleImages}};
}
