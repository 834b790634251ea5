// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Verbs.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <iostream>

namespace {

LoadRequest requestFor(const Space& space, const CommonOptions& common)
{
    const SpaceManifest& manifest = space.manifest;
    LoadRequest request;
    request.decoder = space.decoderFile;
    request.encoder = space.encoderFile;
    request.device = common.device;
    request.threads = common.threads;
    request.range = manifest.decoder->range;
    if (space.areInputsKnown) {
        request.inputs = manifest.inputs;
    }
    if (manifest.mapping) {
        request.mapping = space.mappingFile;
        request.mappingSize = manifest.mapping->size;
        request.mappingPrior = manifest.mapping->prior;
    }
    if (manifest.latentSize > 0) {
        request.latentSize = manifest.latentSize;
    }
    if (manifest.decoder->picture.channels > 0) {
        request.picture = manifest.decoder->picture;
    }
    if (manifest.encoder && manifest.encoder->picture.channels > 0) {
        request.encoderPicture = manifest.encoder->picture;
    }
    request.order = manifest.decoder->order.value_or(ChannelOrder::Rgb);
    if (manifest.encoder) {
        request.encoderRange = manifest.encoder->range;
        request.encoderOrder = manifest.encoder->order;
    }
    return request;
}

} // namespace

ValueRange rangeIn(const std::string& text, const char* option)
{
    ValueRange range;
    const char* const end = text.data() + text.size();
    const auto low = std::from_chars(text.data(), end, range.low);
    if (low.ec == std::errc{} && low.ptr != end && *low.ptr == ',') {
        const auto high = std::from_chars(low.ptr + 1, end, range.high);
        if (high.ec == std::errc{} && high.ptr == end && std::isfinite(range.low) && std::isfinite(range.high) &&
            range.low < range.high) {
            return range;
        }
    }
    throw CLI::ValidationError(option, "`" + text + "` is not LO,HI: two rising numbers such as 0,1 or -1,1.");
}

PictureShape sizeIn(const std::string& text, const char* option)
{
    PictureShape shape;
    const char* const end = text.data() + text.size();
    const auto width = std::from_chars(text.data(), end, shape.width);
    const bool hasSign = width.ec == std::errc{} && width.ptr != end && *width.ptr == 'x';
    const auto height = hasSign ? std::from_chars(width.ptr + 1, end, shape.height) : width;
    const auto isSide = [](int side) { return side >= 1 && side <= maxPictureSide; };
    if (!hasSign || height.ec != std::errc{} || height.ptr != end || !isSide(shape.width) || !isSide(shape.height)) {
        throw CLI::ValidationError(option, "`" + text + "` is not WIDTHxHEIGHT, such as 64x64.");
    }
    return shape;
}

CLI::App* CommandLine::addVerb(const std::string& name, const std::string& description, std::function<void()> run)
{
    CLI::App* const verb = app.add_subcommand(name, description);
    verb->add_option("--device", common.device, "auto, cpu, cuda or cuda:N")
        ->check(wrongDeviceName)
        ->default_str("auto");
    verb->add_option("--threads", common.threads, "Threads of the engine; 0: chosen by measuring")
        ->check(CLI::Range(0, 1024));
    verb->add_option("--deadline", common.deadlineSeconds, "Seconds without an answer after which to give up")
        ->check(CLI::Range(0.001, 1e9))
        ->default_str("10");
    verb->add_option("--latent-size", common.latentSize, "Of a bare decoder, where probing cannot find it")
        ->check(CLI::Range(1, maxLatentSize));
    verb->add_option("--range", common.range, "LO,HI: the values that a bare decoder means by black and white");
    verb->add_option("--engine", common.engine, "The engine program to use");
    verb->add_option("--sandbox", common.sandbox, "auto, required (no model without one) or off")
        ->check(CLI::IsMember({"auto", "required", "off"}))
        ->default_str("auto");
    verb->add_option("--memory-limit", common.memoryGigabytes,
                     "GB that a model may fill; 0: three quarters of the machine's")
        ->check(CLI::Range(0.0, 1e6));
    verb->add_flag("--json", common.json, "One JSON object on standard output");
    verb->callback([this, run = std::move(run)] { work = run; });
    return verb;
}

void requireUseOf(const CommandLine& commandLine, const std::string& verb, const std::string& method,
                  const std::vector<MethodOption>& options)
{
    const CLI::App& called = *commandLine.app.get_subcommand(verb);
    for (const auto& [option, methods] : options) {
        if (called.count(option) == 0 || std::ranges::find(methods, method) != methods.end()) {
            continue;
        }
        std::string names = methods.front();
        for (std::size_t i = 1; i < methods.size(); ++i) {
            names += (i + 1 < methods.size() ? ", " : " or ") + methods[i];
        }
        throw CLI::ValidationError(option, "is for --method " + names + ", and would change nothing with --method " +
                                               method + ". Leave it out.");
    }
}

std::shared_ptr<const Space> openNamed(const CommandLine& commandLine, const std::string& spec, int latentSize)
{
    SpaceHints hints;
    const int size = commandLine.common.latentSize > 0 ? commandLine.common.latentSize : latentSize;
    if (size > 0) {
        hints.latentSize = size;
    }
    if (!commandLine.common.range.empty()) {
        hints.range = rangeIn(commandLine.common.range, "--range");
    }
    const std::filesystem::path place = resolveSpace(spec, commandLine.executable);
    if (std::filesystem::is_directory(place) && (commandLine.common.latentSize > 0 || hints.range)) {
        throw UserError(spec + ": a space tells its own latent size and range. --latent-size and --range are for bare "
                               "decoders; correct space.json instead.");
    }
    return openSpace(place, hints);
}

static SandboxWish sandboxOf(const CommonOptions& common)
{
    constexpr double bytesPerGigabyte = 1024.0 * 1024 * 1024;
    return {common.sandbox == "off" ? SandboxLevel::None : SandboxLevel::Bubblewrap,
            static_cast<std::uint64_t>(common.memoryGigabytes * bytesPerGigabyte)};
}

EngineWish wishOf(const CommandLine& commandLine, EngineRole role)
{
    return {.executable = commandLine.executable,
            .chosen = commandLine.common.engine,
            .role = role,
            .sandbox = sandboxOf(commandLine.common),
            .trusts =
                [policy = commandLine.common.sandbox](const Sandbox& sandbox, const LoadRequest& request) {
                    if (policy == "auto") {
                        say("Warning: " + request.decoder.string() + ": " + unwalledSentence(sandbox));
                    }
                    return policy != "required";
                },
            .deadlineSeconds = commandLine.common.deadlineSeconds,
            .say = say};
}

/// With the option for what the window would ask in a dialog.
static UserError withOption(const ModelError& error)
{
    const bool asksForSize = error.problem() == ModelProblem::NeedsLatentSize;
    if (!asksForSize && error.problem() != ModelProblem::NeedsRange) {
        return UserError(error.what());
    }
    const std::string sentence = error.what();
    return UserError(sentence + (sentence.ends_with('.') ? "" : ".") +
                     (asksForSize ? " Give it with --latent-size N." : " Give it with --range LO,HI."));
}

LoadedSpace loadNamed(const CommandLine& commandLine, const std::string& spec, int latentSize)
{
    auto space = openNamed(commandLine, spec, latentSize);
    try {
        LoadRequest request = requestFor(*space, commandLine.common);
        request.isTrusted = isEmbedded(space->location, commandLine.executable);
        ModelInEngine engine = loadInEngine(wishOf(commandLine), request);
        return {std::move(space), std::move(engine)};
    } catch (const ModelError& error) {
        throw withOption(error);
    }
}

void say(const std::string& sentence)
{
    std::cerr << sentence << '\n';
}

void report(const CommandLine& commandLine, const nlohmann::json& json, const std::string& text)
{
    std::cout << (commandLine.common.json ? json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) : text)
              << std::endl;
    if (!std::cout) {
        throw UserError("Standard output cannot be written to. Free some space or send it elsewhere.");
    }
}

JobControl progressOf(const std::string& what)
{
    using Clock = std::chrono::steady_clock;
    JobControl control;
    control.report = [what, last = Clock::now()](double fraction) mutable {
        if (Clock::now() - last > std::chrono::seconds(1)) {
            last = Clock::now();
            say(what + ": " + std::to_string(static_cast<int>(fraction * 100)) + " %");
        }
    };
    return control;
}

std::string counted(std::size_t count, const std::string& thing)
{
    return std::to_string(count) + ' ' + thing + (count == 1 ? "" : "s");
}

std::string pictureText(PictureShape shape)
{
    return std::to_string(shape.width) + " x " + std::to_string(shape.height) +
           (shape.channels == 1 ? ", grey" : ", RGB");
}
