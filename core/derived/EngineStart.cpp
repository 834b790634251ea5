// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/EngineStart.h"

#include "base/Outcome.h"

#include <QProcess>
#include <QStandardPaths>

#include <algorithm>
#include <optional>

namespace {

constexpr int gpuAnswerMs = 5000;

/// Perhaps without a process.
StartedEngine spareOf(const EnginePlan& plan)
{
    if (plan.spare.process || !plan.prepared.valid()) {
        return plan.spare;
    }
    const auto prepared = outcomeOf([&] { return plan.prepared.get(); });
    return std::holds_alternative<StartedEngine>(prepared) ? std::get<StartedEngine>(prepared) : StartedEngine();
}

} // namespace

LoadResult startAndLoad(const EnginePlan& plan, const JobControl& control)
{
    StartedEngine engine; // the one that is waited for
    std::optional<std::stop_callback<std::function<void()>>> whenStopped;
    EngineWish wish;
    wish.executable = plan.executable;
    wish.chosen = plan.chosen;
    wish.remedy = "choose one in the settings";
    wish.trusts = [&](const Sandbox&, const LoadRequest& request) {
        return !plan.trusted.empty() && plan.trusted.contains(modelHash(request));
    };
    wish.programs = [&] { return plan.search->programs(control.stop); };
    wish.start = [&](const EngineProgram& found) {
        const std::filesystem::path& program = found.path;
        const StartedEngine spare = spareOf(plan);
        const bool usesSpare = spare.process && spare.program == program && spare.process->isRunning();
        engine = usesSpare ? spare
                           : StartedEngine{std::make_shared<EngineProcess>(program, EngineRole::Live,
                                                                           sandboxFor(found, plan.sandbox)),
                                           program};
        plan.started(engine);
        control.report(0.5);
        whenStopped.emplace(control.stop, [process = engine.process] {
            process->client().abort();
            process->kill();
        });
        return engine.process;
    };
    try {
        return loadInEngine(wish, plan.request);
    } catch (const EngineError&) {
        engine.process->kill(); // it died, or speaks nonsense
        engine.process->waitForEnd();
        return EngineDied{engine};
    } catch (const ModelError& error) {
        return error;
    }
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
