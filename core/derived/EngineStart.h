// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "engine/EngineChoice.h"
#include "engine/EngineSearch.h"

#include <functional>
#include <future>
#include <memory>
#include <set>
#include <variant>

// What LiveEngine's thread does: blocking functions without any state of their own.

/// A running engine and the program it is of.
struct StartedEngine
{
    std::shared_ptr<EngineProcess> process;
    std::filesystem::path program;
};

struct EnginePlan
{
    std::filesystem::path executable; ///< the running program
    std::filesystem::path chosen;     ///< an engine program, or empty: the best
    std::shared_ptr<EngineSearch> search;
    LoadRequest request;
    SandboxWish sandbox;
    std::set<std::string> trusted;                     ///< models that may run without a wall, by `modelHash`
    StartedEngine spare;                               ///< has nothing loaded; used when it is of the right program
    std::shared_future<StartedEngine> prepared;        ///< such a one that is being started, where there is no `spare`
    std::function<void(const StartedEngine&)> started; ///< told of each engine before it is waited for
};

/// It ended while it loaded.
struct EngineDied
{
    StartedEngine engine;
};
using LoadResult = std::variant<ModelInEngine, ModelError, EngineDied>;

/// loadInEngine for the window: takes the spare where it can. A stop request kills the engine that is waited for.
/// Throws UserError when no engine can be started, or a file is missing.
[[nodiscard]] LoadResult startAndLoad(const EnginePlan& plan, const JobControl& control);

/// How to get the GPU used, when nvidia-smi answers and none of `programs` has CUDA; else empty.
[[nodiscard]] std::string hintAboutGpu(const std::vector<EngineProgram>& programs);
