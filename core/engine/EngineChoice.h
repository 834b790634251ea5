// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "engine/EngineProcess.h"

/// Which engine to take, and how to wait for it.
struct EngineWish
{
    std::filesystem::path executable; ///< the running program: engines are found from there
    std::filesystem::path chosen;     ///< one engine program, or empty: the best, and the next when that cannot do it
    EngineRole role = EngineRole::Live;
    double deadlineSeconds = 10;
    /// Hears, in a sentence, when another engine than the best one is taken.
    std::function<void(const std::string&)> say = [](const std::string&) {};
};

struct ModelInEngine
{
    std::unique_ptr<EngineProcess> process;
    LoadedModel model;
};

/// Starts the best engine for `device` without loading anything. Throws UserError when there is none.
[[nodiscard]] std::unique_ptr<EngineProcess> startEngine(const EngineWish& wish, const std::string& device);

/// Starts the best engine for the device asked for and loads; goes on to the next newer one when the model needs a
/// newer LibTorch. Throws ModelError, EngineError or UserError; when no engine is new enough, ModelError with the
/// model's own complaint, which names the ways out.
[[nodiscard]] ModelInEngine loadInEngine(const EngineWish& wish, const LoadRequest& request);

/// Engines in the order to try them; `chosen` alone when there is one. Throws UserError when there is none.
[[nodiscard]] std::vector<EngineProgram> enginesToTry(const EngineWish& wish, const std::string& device);
