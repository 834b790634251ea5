// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/EngineStart.h"

#include <QProcess>
#include <QStandardPaths>

#include <algorithm>

namespace {

constexpr int gpuAnswerMs = 5000;

/// Engines in the order to try them.
std::vector<EngineProgram> candidates(const EnginePlan& plan, const std::stop_token& stop)
{
    if (!plan.chosen.empty()) {
        return {{plan.chosen, {}}};
    }
    std::vector<EngineProgram> order = rankEngines(plan.search->programs(stop), plan.request.device, plan.executable);
    if (order.empty() && !stop.stop_requested()) {
        throw UserError("No engine was found beside " + plan.executable.string() +
                        ": build or install morphoscope-engine, or choose one in the settings.");
    }
    return order;
}

LoadResult loadWith(const StartedEngine& engine, const LoadRequest& request, const JobControl& control)
{
    const std::stop_callback whenStopped(control.stop, [process = engine.process] {
        process->client().abort();
        process->kill();
    });
    LoadResult result;
    result.engine = engine;
    try {
        result.model = engine.process->client().load(request);
        result.kind = LoadResult::Kind::Loaded;
    } catch (const EngineError& error) {
        engine.process->kill(); // it died, or speaks nonsense
        engine.process->waitForEnd();
        result.kind = LoadResult::Kind::Died;
        result.message = error.what();
    } catch (const ModelError& error) {
        result.problem = error.problem();
        result.message = error.what();
    } catch (const UserError& error) {
        result.message = error.what();
    }
    return result;
}

} // namespace

LoadResult startAndLoad(const EnginePlan& plan, const JobControl& control)
{
    LoadResult result;
    StartedEngine spare = plan.spare;
    const std::vector<EngineProgram> order = candidates(plan, control.stop);
    for (const EngineProgram& candidate : order) {
        if (control.stop.stop_requested()) {
            return result;
        }
        const bool usesSpare = spare.process && spare.program == candidate.path && spare.process->isRunning();
        const StartedEngine engine =
            usesSpare
                ? spare
                : StartedEngine{std::make_shared<EngineProcess>(candidate.path, EngineRole::Live), candidate.path};
        plan.started(engine);
        control.report(0.5);
        result = loadWith(engine, plan.request, control);
        if (result.kind == LoadResult::Kind::Refused && result.problem == ModelProblem::NeedsNewerTorch) {
            continue;
        }
        if (result.kind == LoadResult::Kind::Loaded && candidate.path != order.front().path) {
            result.fellTo = "The model needs a newer LibTorch than " + order.front().description.libTorch + ": " +
                            candidate.description.libTorch + " is used.";
        }
        return result;
    }
    return result;
}

std::string hintAboutGpu(const std::vector<EngineProgram>& programs)
{
    const bool hasCuda = std::any_of(programs.begin(), programs.end(), [](const EngineProgram& program) {
        const std::vector<std::string>& devices = program.description.devices;
        return std::any_of(devices.begin(), devices.end(),
                           [](const std::string& device) { return device.starts_with("cuda"); });
    });
    const QString asker = QStandardPaths::findExecutable("nvidia-smi");
    if (hasCuda || programs.empty() || asker.isEmpty()) {
        return {};
    }
    QProcess process;
    process.start(asker, {"-L"});
    const bool answers = process.waitForFinished(gpuAnswerMs) && process.exitStatus() == QProcess::NormalExit &&
                         process.exitCode() == 0 && process.readAllStandardOutput().contains("GPU");
    process.kill();
    return answers ? "A GPU is here, but this engine has no CUDA: './dev --torch pip build' makes one that has." : "";
}
