// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineBackend.h"

/// Where an engine program finds its end of the connection, and the environment variable that tells it its role.
inline constexpr int engineSocket = 3;
inline constexpr const char* engineRoleVariable = "MORPHOSCOPE_ENGINE_ROLE";

/// What every engine program does before its libraries start threads: no core files, and its priority: a job engine
/// stands behind everything else, a live one goes before where the system allows it.
void prepareEngineProcess();

/// Serves the client at `engineSocket` with `backend` on this thread. The process ends when the client is gone, even in
/// the middle of a model's work. Returns 1 when there is no client.
int runEngine(EngineBackend& backend);
