// SPDX-License-Identifier: GPL-3.0-or-later
#include "FormulaBackend.h"

#include "engine/EngineEntry.h"
#include "engine/Messages.h"
#include "wall/Wall.h"

namespace {

/// As if it had been built before the messages changed.
class OlderBackend : public FormulaBackend
{
public:
    EngineDescription describe() override
    {
        EngineDescription description = FormulaBackend::describe();
        description.protocol = engineProtocol - 1;
        return description;
    }
};

} // namespace

int main()
{
    prepareEngineProcess();
    OlderBackend backend;
    return runEngine(backend, raiseWall(wishedSandbox(), bubblewrapProblem()));
}
