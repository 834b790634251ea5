// SPDX-License-Identifier: GPL-3.0-or-later
#include "FormulaBackend.h"

#include "engine/EngineEntry.h"
#include "wall/Wall.h"

#include <string_view>

namespace {

/// As if built with a newer LibTorch: it also takes decoders that begin with "new ".
class NewerBackend : public FormulaBackend
{
public:
    EngineDescription describe() override
    {
        EngineDescription description = FormulaBackend::describe();
        description.libTorch = "2.99.0";
        return description;
    }
    LoadedModel load(const ModelBytes& files, const LoadRequest& request, const Report& report) override
    {
        constexpr std::string_view mark = "new ";
        ModelBytes known = files;
        const std::string_view text(reinterpret_cast<const char*>(files.decoder.data()), files.decoder.size());
        if (text.starts_with(mark)) {
            known.decoder = files.decoder.subspan(mark.size());
        }
        LoadedModel model = FormulaBackend::load(known, request, report);
        model.libTorch = "2.99.0";
        return model;
    }
};

} // namespace

int main()
{
    prepareEngineProcess();
    NewerBackend backend;
    return runEngine(backend, raiseWall(wishedSandbox(), bubblewrapProblem()));
}
