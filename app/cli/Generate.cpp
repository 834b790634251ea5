// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/FolderMove.h"
#include "base/WorkFolder.h"
#include "cli/PictureOutput.h"
#include "cli/Verbs.h"
#include "create/GenerateSamples.h"
#include "space/NpyFile.h"

#include <cstdio>

namespace {

using Path = std::filesystem::path;

struct GenerateOptions
{
    DrawRecipe draws;
    std::string space;
    std::string out;
    std::string distribution = "normal";
    std::string latents;
    std::string drawnClass;
    std::string name;
};

void requireFreeName(const Path& out)
{
    std::error_code ignored;
    if (std::filesystem::exists(out, ignored) && !std::filesystem::is_empty(out, ignored)) {
        throw UserError(out.string() + ": this is there already and is not replaced. Choose another name for --out.");
    }
}

std::uint32_t classNamed(const std::string& name, const LoadedModel& model)
{
    std::string classes;
    for (std::size_t i = 0; i < model.inputs.size(); ++i) {
        if (model.inputs[i].kind == InputKind::Class) {
            if (model.inputs[i].name == name) {
                return static_cast<std::uint32_t>(i);
            }
            classes += (classes.empty() ? "" : ", ") + model.inputs[i].name;
        }
    }
    throw UserError("--draw-class " + name + ": the decoder takes no class of that name. " +
                    (classes.empty() ? "It takes none at all: leave the option out." : "There are: " + classes + "."));
}

GenerationRecipe recipeOf(const GenerateOptions& options, const LoadedModel& model)
{
    GenerationRecipe recipe{.draws = options.draws, .tail = initialValues(model.inputs)};
    recipe.draws.distribution = distributionNamed(options.distribution).value();
    if (model.mappingSize > 0) {
        recipe.tail.push_back(1); // w as it is
    }
    if (!options.drawnClass.empty()) {
        recipe.drawnClass = classNamed(options.drawnClass, model);
    }
    return recipe;
}

/// With the time that is left, at most once a second.
JobControl progressLines(const std::stop_token& stop)
{
    using Clock = std::chrono::steady_clock;
    return {stop, [start = Clock::now(), last = Clock::now()](double fraction) mutable {
                if (const auto now = Clock::now(); fraction > 0 && now - last > std::chrono::seconds(1)) {
                    last = now;
                    const double seconds = std::chrono::duration<double>(now - start).count();
                    say("generate: " + std::to_string(static_cast<int>(fraction * 100)) + " %, " +
                        std::to_string(static_cast<int>(seconds * (1 - fraction) / fraction) + 1) + " s left");
                }
            }};
}

nlohmann::json resultJson(const GenerateOptions& options, const GenerationRecipe& recipe, const GeneratedSet& set)
{
    return {{"space", options.out},
            {"generated", recipeToJson(recipe)},
            {"picture", shapeJson(set.thumbnail)},
            {"nan_pictures", set.broken},
            {"decode_seconds", set.decodeSeconds}};
}

/// What `work` gives; a stop is said in one sentence, wherever it came.
template <class Work> auto untilStopped(const std::stop_token& stop, const Work& work)
{
    try {
        return work();
    } catch (const EngineError&) {
        if (stop.stop_requested()) {
            throw UserError("Generating samples was stopped.");
        }
        throw;
    }
}

void generate(const CommandLine& commandLine, const GenerateOptions& options)
{
    const std::stop_token stop = commandLine.stopSignal.stopSaying("Stopping; nothing is left behind.");
    const Path out = options.out;
    requireFreeName(out);
    WorkFolder folder(out); // better now than after minutes
    LoadedSpace loaded = loadNamed(commandLine, options.space);
    if (!options.latents.empty()) {
        auto given = std::make_shared<Space>(*loaded.space);
        given->latents = std::make_shared<const LatentTable>(readLatents(options.latents));
        loaded.space = std::move(given);
    }
    const LoadedModel& model = loaded.model();
    const GenerationRecipe recipe = recipeOf(options, model);
    const GeneratedSet set = untilStopped(stop, [&] {
        return generateSamples(loaded.client(), model, *loaded.space, recipe, folder.path(), progressLines(stop));
    });
    completeGeneratedSpace(*loaded.space, model, recipe,
                           options.name.empty() ? withoutSlash(out).filename().string() : options.name,
                           loaded.space->manifest.attributes, folder.path());
    commandLine.stopSignal.requireNone("Generating samples was stopped.");
    folder.become(out);
    loaded.engine.process->finish();
    if (set.broken > 0) {
        say("warning: " + counted(set.broken, "picture") + (set.broken == 1 ? " has" : " have") +
            " NaN or infinite values, drawn black; the label " + brokenColumn + " tells which.");
    }
    report(commandLine, resultJson(options, recipe, set),
           "space written to " + options.out + ": " + counted(set.count, "sample") + " as pictures of " +
               pictureText(set.thumbnail));
}

} // namespace

void addGenerate(CommandLine& commandLine)
{
    const auto options = std::make_shared<GenerateOptions>();
    CLI::App* const verb = commandLine.addVerb("generate", "Draw points, decode them, and make a space of them",
                                               [&commandLine, options] { generate(commandLine, *options); });
    verb->add_option("SPACE", options->space, "A space folder, an embedded space's name or a decoder")->required();
    verb->add_option("--out", options->out, "The space folder to make")->required();
    verb->add_option("--count", options->draws.count, "How many samples")
        ->check(CLI::Range(DrawRecipe::fewest, DrawRecipe::most))
        ->default_str("1000");
    verb->add_option("--distribution", options->distribution,
                     "normal, cube, ball, shell, ellipsoid or neighbours; the last two draw around latents")
        ->check(CLI::IsMember({"normal", "cube", "ball", "shell", "ellipsoid", "neighbours"}))
        ->default_str("normal");
    verb->add_option("--seed", options->draws.seed, "Same seed, same points")
        ->check(CLI::Range(std::uint64_t{0}, DrawRecipe::largestSeed))
        ->default_str("1");
    verb->add_option("--radius", options->draws.radius, "Of ball and shell; else the square root of the dimensions")
        ->check(CLI::Range(1e-6, 1e6));
    verb->add_option("--neighbours", options->draws.neighbours, "Samples blended with each chosen one")
        ->check(CLI::Range(1, DrawRecipe::mostNeighbours))
        ->default_str("3");
    verb->add_option("--latents", options->latents,
                     "float32 n x size, .npy: what ellipsoid and neighbours draw around, in place of the space's own");
    verb->add_option("--draw-class", options->drawnClass,
                     "NAME of a class that the decoder takes: each sample gets one of its own, and a label");
    verb->add_option("--name", options->name, "The space's name; else that of its folder");
}
