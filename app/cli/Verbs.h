// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/StopSignal.h"
#include "engine/EngineChoice.h"
#include "space/Space.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <string>

// What the verbs of morphoscope-cli share. Each verb is a function that adds itself to the command line; the one that
// was asked for ends up in CommandLine::work.

/// What every verb takes.
struct CommonOptions
{
    std::string device = "auto";
    int threads = 0;
    double deadlineSeconds = 10;
    int latentSize = 0;           ///< 0: not said
    std::string range;            ///< "LO,HI", or empty
    std::string engine;           ///< a program, or empty
    std::string sandbox = "auto"; ///< or required, off
    double memoryGigabytes = 0;   ///< 0: three quarters of the machine's
    bool json = false;
};

struct CommandLine
{
    CLI::App app;
    std::filesystem::path executable;
    StopSignal& stopSignal;
    CommonOptions common = {};
    std::function<void()> work = {}; ///< of the verb asked for; throws UserError

    /// A sub-command with the common options; `run` is its work.
    CLI::App* addVerb(const std::string& name, const std::string& description, std::function<void()> run);
};

void addInfo(CommandLine& commandLine);
void addDecode(CommandLine& commandLine);
void addEncode(CommandLine& commandLine);
void addInvert(CommandLine& commandLine);
void addProject(CommandLine& commandLine);
void addMaps(CommandLine& commandLine);
void addNeighbours(CommandLine& commandLine);
void addGround(CommandLine& commandLine);
void addCluster(CommandLine& commandLine);
void addAttribute(CommandLine& commandLine);
void addLabel(CommandLine& commandLine);
void addMorph(CommandLine& commandLine);
void addEdit(CommandLine& commandLine);
void addSheet(CommandLine& commandLine);
void addAnalogy(CommandLine& commandLine);
void addMean(CommandLine& commandLine);
void addTrain(CommandLine& commandLine);
void addGenerate(CommandLine& commandLine);
void addExportScript(CommandLine& commandLine);
void addCreate(CommandLine& commandLine);

/// A space and the engine that has its models loaded.
struct LoadedSpace
{
    std::shared_ptr<const Space> space;
    ModelInEngine engine;

    [[nodiscard]] EngineClient& client() { return engine.process->client(); }
    [[nodiscard]] const LoadedModel& model() const { return engine.model; }
};

/// Opens what the user named. `latentSize` is what else is known of a bare decoder (0: nothing).
[[nodiscard]] std::shared_ptr<const Space> openNamed(const CommandLine& commandLine, const std::string& spec,
                                                     int latentSize = 0);
/// Opens and loads it. Throws UserError; what the window would ask for is named with its option.
[[nodiscard]] LoadedSpace loadNamed(const CommandLine& commandLine, const std::string& spec, int latentSize = 0);
[[nodiscard]] EngineWish wishOf(const CommandLine& commandLine, EngineRole role = EngineRole::Live);

/// An option of the verb that only some of its methods have a use for.
struct MethodOption
{
    const char* option;
    std::vector<std::string> methods;
};
/// Throws CLI::ValidationError when the call gives `verb` an option that `method` has no use for.
void requireUseOf(const CommandLine& commandLine, const std::string& verb, const std::string& method,
                  const std::vector<MethodOption>& options);

/// "LO,HI" and "WIDTHxHEIGHT" as `option` takes them. Throw CLI::ValidationError.
[[nodiscard]] ValueRange rangeIn(const std::string& text, const char* option);
[[nodiscard]] PictureShape sizeIn(const std::string& text, const char* option);

/// Prints to standard error.
void say(const std::string& sentence);
/// Prints `json` to standard output with --json, else `text`.
void report(const CommandLine& commandLine, const nlohmann::json& json, const std::string& text);
/// Reports the share done on standard error, at most once a second.
[[nodiscard]] JobControl progressOf(const std::string& what);

[[nodiscard]] std::string counted(std::size_t count, const std::string& thing); ///< "1 picture", "2 pictures"
[[nodiscard]] std::string pictureText(PictureShape shape);                      ///< "160 x 32, grey"
