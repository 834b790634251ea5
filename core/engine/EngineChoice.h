// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "base/Sandbox.h"
#include "engine/EngineProcess.h"

#include <functional>
#include <memory>
#include <optional>

/// Which engine to take, and how to wait for it.
struct EngineWish
{
    std::filesystem::path executable; ///< the running program: engines are found from there
    std::filesystem::path chosen;     ///< one engine program, or empty: the best, and the next when that cannot do it
    EngineRole role = EngineRole::Live;
    SandboxWish sandbox;
    /// Asked where an engine stands behind no wall: whether the model may be loaded all the same. Unset: it may not.
    std::function<bool(const Sandbox& sandbox, const LoadRequest& request)> trusts;
    double deadlineSeconds = 10;
    EngineClient::DeadlinePassed deadlinePassed;   ///< as for setDeadline; unset: an overdue answer ends the call
    std::string remedy = "name one with --engine"; ///< where there is none: "Build or install one, or …"
    /// The engines that there are; unset: they are looked for.
    std::function<std::vector<EngineProgram>()> programs;
    /// A running engine of that program, which the caller ends; unset: one is started, and ended when it refuses.
    std::function<std::shared_ptr<EngineProcess>(const EngineProgram& program)> start;
    /// Hears, in a sentence, when another engine than the best one is taken.
    std::function<void(const std::string&)> say = [](const std::string&) {};
};

struct ModelInEngine
{
    std::shared_ptr<EngineProcess> process;
    LoadedModel model;
    std::optional<EngineProgram> tooOld; ///< the best engine, when this is another one
    Sandbox sandbox;                     ///< in which the model runs
};

/// Starts that program and waits until it says what it is. Throws UserError or EngineError, which names it.
[[nodiscard]] std::unique_ptr<EngineProcess> startProgram(const EngineProgram& program, const EngineWish& wish);

/// Starts the best engine for `device` without loading anything. Throws UserError when there is none.
[[nodiscard]] std::unique_ptr<EngineProcess> startEngine(const EngineWish& wish, const std::string& device);

/// What is to be known before a model runs without a wall.
[[nodiscard]] std::string unwalledSentence(const Sandbox& sandbox);
/// SHA-256 of the model's files. Throws UserError when one cannot be read.
[[nodiscard]] std::string modelHash(const LoadRequest& request);

/// Starts the best engine for the device asked for and loads; goes on to the next newer one when the model needs a
/// newer LibTorch. An engine without a wall gets trusted models only (ModelProblem::NeedsTrust). Throws
/// ModelError, EngineError or UserError; when no engine is new enough, ModelError with the model's own complaint, which
/// names the ways out.
[[nodiscard]] ModelInEngine loadInEngine(const EngineWish& wish, const LoadRequest& request);

/// Engines in the order to try them; `chosen` alone when there is one. Throws UserError when there is none.
[[nodiscard]] std::vector<EngineProgram> enginesToTry(const EngineWish& wish, const std::string& device);
