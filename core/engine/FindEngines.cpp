// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineProcess.h"

#include "engine/Messages.h"

#include <algorithm>
#include <charconv>
#include <future>
#include <set>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

constexpr const char* programName = "morphoscope-engine";
constexpr int triesToAsk = 2; ///< somebody may have killed the first, or it needs what bubblewrap hides

void addFrom(std::set<fs::path>& found, const fs::path& program)
{
    std::error_code ignored;
    const fs::path real = fs::canonical(program, ignored);
    if (!ignored && fs::is_regular_file(real, ignored)) {
        found.insert(real);
    }
}

std::vector<fs::path> entriesOf(const fs::path& folder)
{
    std::error_code ignored;
    std::vector<fs::path> entries;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
        entries.push_back(entry.path());
    }
    return entries;
}

/// The build's or installation's root: the folder above the one that `executable` lies in.
fs::path rootOf(const fs::path& executable)
{
    std::error_code ignored;
    return fs::weakly_canonical(executable, ignored).parent_path().parent_path();
}

fs::path ownEngine(const fs::path& executable)
{
    std::error_code ignored;
    return fs::weakly_canonical(rootOf(executable) / "bin" / programName, ignored);
}

std::set<fs::path> candidates(const fs::path& executable)
{
    std::set<fs::path> found;
    std::error_code ignored;
    const fs::path root = rootOf(executable);
    addFrom(found, fs::weakly_canonical(executable, ignored).parent_path() / programName);
    addFrom(found, ownEngine(executable));
    for (const fs::path& build :
         entriesOf(root.parent_path())) { // builds side by side: build/release, build/release-pip
        if (build.filename().string().starts_with("release")) {
            addFrom(found, build / "bin" / programName);
        }
    }
    for (const fs::path& engine : entriesOf(root / "lib/morphoscope/engines")) {
        addFrom(found, engine / programName);
    }
    for (const fs::path& program : entriesOf(root / "libexec/morphoscope")) {
        if (program.filename().string().starts_with(programName)) {
            addFrom(found, program);
        }
    }
    return found;
}

/// Without a description when it did not answer.
EngineProgram ask(const fs::path& program, const std::stop_token& stop)
{
    for (int tries = 0; tries < triesToAsk && !stop.stop_requested(); ++tries) {
        try {
            EngineProcess process(program, EngineRole::Live,
                                  {tries == 0 ? SandboxLevel::Bubblewrap : SandboxLevel::Landlock});
            const std::stop_callback whenStopped(stop, [&process] { process.client().abort(); });
            process.client().setDeadline(secondsToDescribe, {});
            return {program, process.client().describe()};
        } catch (const EngineError& error) {
            if (error.problem() != EngineProblem::Died) {
                break;
            }
        } catch (const UserError&) { // no program
            break;
        }
    }
    return {program, {}};
}

/// "2.13.0" as numbers, so that it is newer than "2.9".
std::vector<int> versionOf(const EngineProgram& engine)
{
    std::vector<int> parts;
    const std::string& text = engine.description.libTorch;
    const char* at = text.data();
    const char* end = text.data() + text.size();
    int part = 0;
    for (auto read = std::from_chars(at, end, part); read.ec == std::errc(); read = std::from_chars(at, end, part)) {
        parts.push_back(part);
        at = read.ptr;
        if (at == end || *at != '.') {
            break;
        }
        ++at;
    }
    return parts;
}

bool has(const EngineProgram& engine, const std::string& device)
{
    const std::vector<std::string>& devices = engine.description.devices;
    return std::any_of(devices.begin(), devices.end(), [&](const std::string& there) {
        return there == device || there.substr(0, there.find(':')) == device;
    });
}

} // namespace

std::vector<EngineProgram> findEngines(const std::filesystem::path& executable, const std::stop_token& stop)
{
    std::vector<std::future<EngineProgram>> asked;
    for (const fs::path& program : candidates(executable)) {
        asked.push_back(std::async(std::launch::async, ask, program, stop));
    }
    std::vector<EngineProgram> engines;
    std::vector<EngineProgram> silent;
    for (auto& answer : asked) {
        EngineProgram engine = answer.get();
        if (engine.hasAnswered() && engine.description.protocol != engineProtocol) {
            continue; // of another version of the program, in a build that was left behind
        }
        if (engine.hasAnswered()) {
            engines.push_back(std::move(engine));
        } else if (engine.path == ownEngine(executable) && ::access(engine.path.c_str(), X_OK) == 0) {
            silent.push_back(std::move(engine));
        }
    }
    engines.insert(engines.end(), silent.begin(), silent.end());
    return engines;
}

SandboxWish sandboxFor(const EngineProgram& program, SandboxWish wish)
{
    if (program.hasAnswered() && program.description.sandbox.level < SandboxLevel::Bubblewrap) {
        wish.most = std::min(wish.most, SandboxLevel::Landlock);
    }
    return wish;
}

bool isComplete(const std::vector<EngineProgram>& found)
{
    return !found.empty() && found.back().hasAnswered();
}

std::vector<EngineProgram> rankEngines(std::vector<EngineProgram> engines, const std::string& device,
                                       const std::filesystem::path& executable)
{
    const fs::path own = ownEngine(executable);
    const std::string wanted = device == "auto" ? "cuda" : device;
    std::stable_sort(engines.begin(), engines.end(), [&](const EngineProgram& a, const EngineProgram& b) {
        if (a.hasAnswered() != b.hasAnswered()) {
            return a.hasAnswered();
        }
        if (has(a, wanted) != has(b, wanted)) {
            return has(a, wanted);
        }
        const bool onGpu = wanted != "cpu" && has(a, wanted);
        if (!onGpu && (a.path == own) != (b.path == own)) {
            return a.path == own;
        }
        return versionOf(a) > versionOf(b);
    });
    return engines;
}
