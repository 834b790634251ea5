// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Sandbox.h"
#include "engine/EngineClient.h"

#include <sys/types.h>

#include <stop_token>

enum class EngineRole {
    Live,      ///< normal priority: serves the hand
    Job,       ///< nice and batch-scheduled: one long job, cancelled by killing it
    JobHelper, ///< as a job, and gives way to the one it works for
};

/// A running morphoscope-engine and the client that speaks to it. Dies with its parent.
class EngineProcess
{
public:
    /// Starts `program` with one end of a socket pair, passive OpenMP waiting, and standard error into a bounded log;
    /// through bubblewrap where it is wished for and there. How well it is walled in, it says when it describes itself.
    /// Throws UserError when the program cannot be started.
    EngineProcess(const std::filesystem::path& program, EngineRole role, const SandboxWish& sandbox = {});
    ~EngineProcess(); ///< aborts the client, kills, waits

    [[nodiscard]] EngineClient& client();
    [[nodiscard]] pid_t pid() const;
    [[nodiscard]] bool isRunning() const;
    /// How it ended, "ended by signal 9 (Killed)", "ended with exit status 1" or "used up the 6 GB of memory that it
    /// may take"; empty while it runs. Whoever asks reaps it, so that nothing of it stays in the system.
    [[nodiscard]] std::string ending() const;
    /// Becomes readable when the process has ended: for a socket notifier, so that nobody has to ask again and again.
    [[nodiscard]] int endDescriptor() const;
    /// Last lines of its standard error.
    [[nodiscard]] std::string log() const;
    void kill();       ///< SIGKILL; returns at once
    void waitForEnd(); ///< of one that was killed or has closed its connection

    /// Closes the connection and waits for the engine to end by itself, so that `time` counts its work; kills it after
    /// `seconds`.
    void finish(double seconds = 5);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// An engine program that was built or installed.
struct EngineProgram
{
    std::filesystem::path path;
    EngineDescription description; ///< empty when it did not answer
    [[nodiscard]] bool hasAnswered() const { return !description.libTorch.empty(); }
};

/// `wish`, but for an engine that did not start in bubblewrap when it was asked: that is walled in without it.
[[nodiscard]] SandboxWish sandboxFor(const EngineProgram& program, SandboxWish wish);

/// A cold LibTorch with CUDA, on a busy machine, says what it is within this time.
inline constexpr double secondsToDescribe = 60;

/// Engines of this build, of builds beside it (build/release*/bin) and of the installation, each asked what it is.
/// `executable` is the running program. Those that cannot be started, do not answer or speak another protocol are left
/// out, but for this build's own, which is then last and without a description: it may have been killed. A stop ends
/// the search at once.
[[nodiscard]] std::vector<EngineProgram> findEngines(const std::filesystem::path& executable,
                                                     const std::stop_token& stop = {});
/// False where to look again may bring more: there is none, or this build's own did not answer.
[[nodiscard]] bool isComplete(const std::vector<EngineProgram>& found);
/// Best first for `device`: those that have it, newest LibTorch on CUDA, this build's own engine first on the CPU.
[[nodiscard]] std::vector<EngineProgram> rankEngines(std::vector<EngineProgram> engines, const std::string& device,
                                                     const std::filesystem::path& executable);
