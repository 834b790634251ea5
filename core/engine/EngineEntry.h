// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Sandbox.h"
#include "engine/EngineBackend.h"

/// Where an engine program finds its end of the connection, and the environment variables that tell it its role and its
/// SandboxWish.
inline constexpr int engineSocket = 3;
inline constexpr const char* engineRoleVariable = "MORPHOSCOPE_ENGINE_ROLE";
inline constexpr const char* engineSandboxVariable = "MORPHOSCOPE_ENGINE_SANDBOX";         ///< a level's name
inline constexpr const char* engineProblemVariable = "MORPHOSCOPE_ENGINE_SANDBOX_PROBLEM"; ///< without bubblewrap
inline constexpr const char* engineMemoryVariable = "MORPHOSCOPE_ENGINE_MEMORY";           ///< bytes

/// What every engine program does before its libraries start threads: no core files, and its priority: a job engine
/// stands behind everything else, a live one goes before where the system allows it.
void prepareEngineProcess();

/// What the client asks for.
[[nodiscard]] SandboxWish wishedSandbox();
/// Why the client could not use bubblewrap, or empty.
[[nodiscard]] std::string bubblewrapProblem();

/// Serves the client at `engineSocket` with `backend` on this thread, behind the wall that was raised. The process ends
/// when the client is gone, even in the middle of a model's work. Returns 1 when there is no client.
int runEngine(EngineBackend& backend, const Sandbox& sandbox);
