// SPDX-License-Identifier: GPL-3.0-or-later
#include "TorchBackend.h"

#include "engine/EngineEntry.h"
#include "nn/Device.h"
#include "wall/Wall.h"

#include <iostream>
#include <string_view>

/// The program that holds LibTorch and OpenCV. It has one client, at the descriptor it was started with.
int main(int count, char** arguments)
{
    if (count > 1 && std::string_view(arguments[1]) == "--version") {
        std::cout << "morphoscope-engine " MORPHOSCOPE_VERSION " (LibTorch " << libTorchVersion() << ")\n";
        return 0;
    }
    prepareEngineProcess();
    const Sandbox sandbox = raiseWall(wishedSandbox(), bubblewrapProblem()); // its libraries are loaded
    TorchBackend backend;
    return runEngine(backend, sandbox);
}
