// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/GenerateSamples.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "space/CsvReader.h"
#include "space/NpyFile.h"
#include "space/PictureArrayFile.h"

#include <algorithm>
#include <chrono>

namespace {

constexpr std::size_t bytesAtOnce = std::size_t{16} << 20; ///< of thumbnails, between two looks at the stop token
constexpr std::size_t rowsAtOnce = 1024;
constexpr double shareOfDrawing = 0.05; ///< of the time, for the progress
constexpr std::uint64_t seedOfClasses = 0x636c6173736573;

void throwIfStopped(const JobControl& control)
{
    if (control.stop.stop_requested()) {
        throw EngineError(EngineProblem::Aborted, "Generating samples was stopped.");
    }
}

/// Points that go straight into the decoder.
bool isDrawnInLatents(const GenerationRecipe& recipe, const LoadedModel& model)
{
    return model.mappingSize == 0 || needsLatents(recipe.draws.distribution);
}

LatentTable drawLatents(EngineClient& client, const LoadedModel& model, const Space& own,
                        const GenerationRecipe& recipe, const JobControl& control)
{
    const bool isDirect = isDrawnInLatents(recipe, model);
    const auto dimensions = static_cast<std::size_t>(isDirect ? model.latentSize : model.mappingSize);
    JobControl drawing{control.stop, [&control](double fraction) { control.report(shareOfDrawing * fraction); }};
    LatentTable points = drawPoints(recipe.draws, dimensions, own.latents.get(), drawing);
    throwIfStopped(control);
    return isDirect ? points : client.map(points, {control.stop});
}

/// A class for each sample, as the input's value.
std::vector<float> drawClasses(const GenerationRecipe& recipe, const LoadedModel& model)
{
    std::vector<float> classes;
    if (recipe.drawnClass) {
        const auto count = static_cast<std::uint64_t>(model.inputs[*recipe.drawnClass].classes);
        for (std::size_t row = 0; row < recipe.draws.count; ++row) {
            PortableRandom random(recipe.draws.seed ^ seedOfClasses, row);
            classes.push_back(static_cast<float>(random.below(count)));
        }
    }
    return classes;
}

/// Latents [first, first + count) with what else the decoder takes.
LatentTable rowsOf(const LatentTable& latents, std::size_t first, std::size_t count, const GenerationRecipe& recipe,
                   const std::vector<float>& classes)
{
    const auto some = latents.values().subspan(first * latents.columns(), count * latents.columns());
    LatentTable rows = rowsWithTail({count, latents.columns(), {some.begin(), some.end()}}, recipe.tail);
    for (std::size_t i = 0; i < count && !classes.empty(); ++i) {
        rows.row(i)[latents.columns() + *recipe.drawnClass] = classes[first + i];
    }
    return rows;
}

std::string labelsOf(const GenerationRecipe& recipe, const LoadedModel& model, const std::vector<float>& classes,
                     const std::vector<bool>& isBroken)
{
    const bool hasBroken = std::find(isBroken.begin(), isBroken.end(), true) != isBroken.end();
    if (classes.empty() && !hasBroken) {
        return {};
    }
    const ModelInput* input = classes.empty() ? nullptr : &model.inputs[*recipe.drawnClass];
    std::string text = input != nullptr ? csvCell(input->name) : std::string();
    text += (hasBroken ? (input != nullptr ? std::string(",") : std::string()) + brokenColumn : std::string()) + "\n";
    for (std::size_t row = 0; row < recipe.draws.count; ++row) {
        if (input != nullptr) {
            text += csvCell(className(*input, static_cast<int>(classes[row]))) + (hasBroken ? "," : "");
        }
        text += (hasBroken ? (isBroken[row] ? "yes" : "no") : std::string()) + std::string("\n");
    }
    return text;
}

} // namespace

std::string problemOf(const GenerationRecipe& recipe, const LoadedModel& model)
{
    if (recipe.draws.count < DrawRecipe::fewest || recipe.draws.count > DrawRecipe::most) {
        return "From " + std::to_string(DrawRecipe::fewest) + " to " + std::to_string(DrawRecipe::most) +
               " samples can be generated, not " + std::to_string(recipe.draws.count) + ".";
    }
    if (recipe.drawnClass &&
        (*recipe.drawnClass >= model.inputs.size() || model.inputs[*recipe.drawnClass].kind != InputKind::Class)) {
        return "The class to be drawn is none of this decoder's inputs.";
    }
    if (static_cast<std::size_t>(model.latentSize) + recipe.tail.size() != model.rowSize()) {
        return "The values of the inputs are " + std::to_string(recipe.tail.size()) + ", the decoder takes " +
               std::to_string(model.rowSize() - static_cast<std::size_t>(model.latentSize)) +
               ". Generate the samples anew.";
    }
    return {};
}

GeneratedSet generateSamples(EngineClient& client, const LoadedModel& model, const Space& own,
                             const GenerationRecipe& recipe, const std::filesystem::path& folder,
                             const JobControl& control)
{
    if (const std::string problem = problemOf(recipe, model); !problem.empty()) {
        throw UserError(problem);
    }
    const std::size_t count = recipe.draws.count;
    GeneratedSet set{.count = count, .thumbnail = thumbnailShape(model.picture, count)};
    PictureArrayWriter images(folder / "images.npy", count, set.thumbnail); // a disk that is too small says so here
    const LatentTable latents = drawLatents(client, model, own, recipe, control);
    const std::vector<float> classes = drawClasses(recipe, model);
    writeLatents(folder / "latents.npy", latents);

    const auto started = std::chrono::steady_clock::now();
    std::vector<bool> isBroken(count);
    const std::size_t most = std::clamp<std::size_t>(bytesAtOnce / set.thumbnail.bytes(), 1, rowsAtOnce);
    for (std::size_t done = 0; done < count;) {
        throwIfStopped(control);
        const std::size_t some = std::min(most, count - done);
        const JobControl decoding{
            control.stop, [&](double fraction) {
                const double decoded = static_cast<double>(done) + fraction * static_cast<double>(some);
                control.report(shareOfDrawing + (1 - shareOfDrawing) * decoded / static_cast<double>(count));
            }};
        const PictureBatch pictures = client.decodeThumbnails(rowsOf(latents, done, some, recipe, classes),
                                                              set.thumbnail.height, set.thumbnail.width, decoding);
        images.append(pictures.pixels);
        for (std::size_t i = 0; i < pictures.nonFiniteShares.size(); ++i) {
            isBroken[done + i] = pictures.nonFiniteShares[i] > 0;
        }
        done += some;
    }
    set.decodeSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    images.finish();
    set.broken = static_cast<std::size_t>(std::count(isBroken.begin(), isBroken.end(), true));
    if (const std::string labels = labelsOf(recipe, model, classes, isBroken); !labels.empty()) {
        writeFileAtomically(folder / "labels.csv", labels);
    }
    control.report(1);
    return set;
}
