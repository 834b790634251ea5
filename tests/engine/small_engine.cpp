// SPDX-License-Identifier: GPL-3.0-or-later
#include "FormulaBackend.h"

#include "engine/EngineEntry.h"
#include "wall/Wall.h"

#include <iostream>

int main()
{
    prepareEngineProcess();
    std::cerr << "The small engine is here." << std::endl;
    FormulaBackend backend;
    return runEngine(backend, raiseWall(wishedSandbox(), bubblewrapProblem()));
}
