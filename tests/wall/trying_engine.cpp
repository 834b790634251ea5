// SPDX-License-Identifier: GPL-3.0-or-later
#include "Attempts.h"

#include "FormulaBackend.h"
#include "engine/EngineEntry.h"
#include "wall/Wall.h"

namespace {

/// Its models are two lines: what to try, and with what.
class TryingBackend : public FormulaBackend
{
public:
    LoadedModel load(const ModelBytes& files, const LoadRequest&, const Report&) override
    {
        const std::string text(reinterpret_cast<const char*>(files.decoder.data()), files.decoder.size());
        const std::size_t end = text.find('\n');
        const std::string problem = attempt(text.substr(0, end), text.substr(end + 1));
        if (!problem.empty()) {
            throw ModelError(ModelProblem::Unusable, problem);
        }
        LoadedModel model;
        model.latentSize = 1;
        model.picture = {1, 1, 1};
        return model;
    }
};

} // namespace

int main()
{
    prepareEngineProcess();
    startOldThread();
    TryingBackend backend;
    return runEngine(backend, raiseWall(wishedSandbox(), bubblewrapProblem()));
}
