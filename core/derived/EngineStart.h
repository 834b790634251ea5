// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "base/ModelError.h"
#include "engine/EngineSearch.h"

#include <functional>
#include <memory>
#include <optional>

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
    StartedEngine spare;                               ///< has nothing loaded; used when it is of the right program
    std::function<void(const StartedEngine&)> started; ///< told of each engine before it is waited for
};

struct LoadResult
{
    enum class Kind { Loaded, Refused, Died };
    Kind kind = Kind::Refused;
    StartedEngine engine;
    LoadedModel model;                             ///< Loaded
    ModelProblem problem = ModelProblem::Unusable; ///< Refused
    std::string message;                           ///< Refused, Died
    std::string fellTo;                            ///< Loaded: which engine was taken in place of the best, and why
};

/// Starts the best engine for the device asked for and loads; goes on to the next one when the model needs a newer
/// LibTorch. A stop request kills the engine that is waited for. Throws UserError when no engine can be started.
[[nodiscard]] LoadResult startAndLoad(const EnginePlan& plan, const JobControl& control);

/// How to get the GPU used, when nvidia-smi answers and none of `programs` has CUDA; else empty.
[[nodiscard]] std::string hintAboutGpu(const std::vector<EngineProgram>& programs);
