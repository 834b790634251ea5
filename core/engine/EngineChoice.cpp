// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineChoice.h"

#include "base/Sha256.h"
#include "engine/Messages.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>

namespace {

/// What a program that does not say what it is gets to hear.
EngineError noEngine(const std::filesystem::path& program, EngineProcess& process, const EngineError& error)
{
    if (error.problem() != EngineProblem::Died) {
        return {error.problem(), "The engine " + program.string() + ": " + error.what()};
    }
    process.kill(); // it has closed its connection
    process.waitForEnd();
    return {error.problem(), "The engine " + program.string() + " " + process.ending() +
                                 " before it said what it is. Build or install it again, or choose another one."};
}

/// What an engine says of itself, when it can be spoken to.
EngineDescription descriptionOf(EngineProcess& process, const std::filesystem::path& program)
{
    EngineDescription description = process.client().describe();
    if (description.protocol != engineProtocol) {
        throw EngineError(EngineProblem::Protocol, "The engine " + program.string() +
                                                       " is of another version of Morphoscope. Build or install it "
                                                       "again, or choose another one.");
    }
    return description;
}

void hashFile(Sha256& hash, const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::array<char, 65536> block;
    while (stream.read(block.data(), block.size()) || stream.gcount() > 0) {
        hash.update(std::as_bytes(std::span(block)).first(static_cast<std::size_t>(stream.gcount())));
    }
    if (!stream.eof()) {
        throw UserError(file.string() + ": the file cannot be read. Choose another one.");
    }
}

/// What runs without a wall may do what the user may do: only somebody who knows the model may allow that.
void requireTrust(const Sandbox& sandbox, const EngineWish& wish, const LoadRequest& request)
{
    if (sandbox.level != SandboxLevel::None || request.isTrusted || (wish.trusts && wish.trusts(sandbox, request))) {
        return;
    }
    throw ModelError(ModelProblem::NeedsTrust, request.decoder.string() + ": " + unwalledSentence(sandbox) +
                                                   " Open it only if you trust where it comes from.");
}

/// The model's complaint, which names the way out; with the versions tried when there were several.
[[noreturn]] void noEngineIsNewEnough(const ModelError& error, const std::vector<EngineProgram>& tried)
{
    std::string versions;
    for (const EngineProgram& engine : tried) {
        if (engine.hasAnswered()) {
            versions += (versions.empty() ? "" : ", ") + engine.description.libTorch;
        }
    }
    throw ModelError(ModelProblem::NeedsNewerTorch,
                     error.what() + (tried.size() > 1 ? " No engine here takes it: LibTorch " + versions + "." : ""));
}

} // namespace

std::unique_ptr<EngineProcess> startProgram(const EngineProgram& program, const EngineWish& wish)
{
    const SandboxWish sandbox = sandboxFor(program, wish.sandbox);
    auto process = std::make_unique<EngineProcess>(program.path, wish.role, sandbox);
    process->client().setDeadline(std::max(secondsToDescribe, wish.deadlineSeconds), {});
    try {
        (void)descriptionOf(*process,
                            program.path); // its libraries are read: from here on it is the model that takes time
    } catch (const EngineError& error) {
        if (error.problem() == EngineProblem::Died && sandbox.most == SandboxLevel::Bubblewrap) {
            EngineWish without = wish; // it may need what bubblewrap hides
            without.sandbox.most = SandboxLevel::Landlock;
            return startProgram(program, without);
        }
        if (error.problem() == EngineProblem::Protocol) {
            throw;
        }
        throw noEngine(program.path, *process, error);
    }
    process->client().setDeadline(wish.deadlineSeconds, wish.deadlinePassed);
    return process;
}

std::string wrongDeviceName(const std::string& name)
{
    constexpr std::string_view numbered = "cuda:";
    const bool isKnown = name == "auto" || name == "cpu" || name == "cuda" ||
                         (name.starts_with(numbered) && name.size() > numbered.size() &&
                          name.find_first_not_of("0123456789", numbered.size()) == std::string::npos);
    return isKnown ? std::string() : "`" + name + "` is none of auto, cpu, cuda, cuda:N.";
}

std::vector<EngineProgram> enginesToTry(const EngineWish& wish, const std::string& device)
{
    if (!wish.chosen.empty()) {
        return {EngineProgram{wish.chosen, {}}};
    }
    std::vector<EngineProgram> engines =
        rankEngines(wish.programs ? wish.programs() : findEngines(wish.executable), device, wish.executable);
    if (engines.empty()) {
        throw UserError("No engine (morphoscope-engine) was found beside " + wish.executable.string() +
                        " or in the builds next to it. Build or install one, or " + wish.remedy + ".");
    }
    return engines;
}

std::string unwalledSentence(const Sandbox& sandbox)
{
    return "Nothing keeps this model from your files and the network (" + sandbox.reason + ").";
}

std::string modelHash(const LoadRequest& request)
{
    Sha256 hash;
    for (const std::filesystem::path& file : {request.decoder, request.encoder, request.mapping}) {
        if (!file.empty()) {
            hashFile(hash, file);
        }
    }
    return hash.hexDigest();
}

std::unique_ptr<EngineProcess> startEngine(const EngineWish& wish, const std::string& device)
{
    return startProgram(enginesToTry(wish, device).front(), wish);
}

ModelInEngine loadInEngine(const EngineWish& wish, const LoadRequest& request)
{
    const std::vector<EngineProgram> engines = enginesToTry(wish, request.device);
    std::optional<ModelError> complaint;
    for (const EngineProgram& engine : engines) {
        const std::shared_ptr<EngineProcess> process = wish.start ? wish.start(engine) : startProgram(engine, wish);
        try {
            const Sandbox sandbox = descriptionOf(*process, engine.path).sandbox;
            requireTrust(sandbox, wish, request);
            ModelInEngine result{process, process->client().load(request), {}, sandbox};
            if (complaint) {
                result.tooOld = engines.front();
                wish.say(std::string(complaint->what()) + " LibTorch " + result.model.libTorch + " takes it: " +
                         engine.path.string() + " is used in place of " + engines.front().path.string() + ".");
            }
            return result;
        } catch (const ModelError& error) {
            if (!wish.start) {
                process->finish();
            }
            if (error.problem() != ModelProblem::NeedsNewerTorch) {
                throw;
            }
            complaint = complaint ? complaint : error;
        }
    }
    noEngineIsNewEnough(*complaint, engines);
}
