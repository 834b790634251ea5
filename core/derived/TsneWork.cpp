// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/TsneWork.h"

#include "space/MapCache.h"

#include <utility>

namespace {

constexpr double secondsApart = 3600; ///< a step of a million points is slow, and an engine of its own harms nobody
constexpr int lives = 2;              ///< of engines

TsneMap compute(const LiveEngine& engine, const TsneOrder& order, const TsneState& start, const JobControl& control)
{
    TsneOptions options = order.options;
    options.device = order.device;
    for (int life = 1;; ++life) {
        const std::unique_ptr<EngineProcess> process = engine.startJobEngine();
        process->client().setDeadline(secondsApart, {});
        const std::stop_callback atOnce(control.stop, [&process] { process->client().abort(); });
        try {
            return process->client().tsne(*order.table, options, start, order.stopKeeping,
                                          [&](const TsneProgress& progress) {
                                              order.sight->put(progress);
                                              control.report(progress.fraction);
                                          });
        } catch (const EngineError& error) {
            if (error.problem() != EngineProblem::Died || life == lives) {
                throw;
            }
        }
    }
}

} // namespace

LaidMap layOut(const LiveEngine& engine, const TsneOrder& order, const JobControl& control)
{
    const auto isWhole = [&order](const TsneMap& map) {
        return !map.positions.empty() && map.iterations == order.options.iterations;
    };
    TsneMap best = savedTsne(order.saved, *order.table, order.options).value_or(TsneMap());
    if (isWhole(best)) {
        return {.map = std::move(best)};
    }
    // What goes on from places that lack their motion is another run than one from its beginning.
    const std::string key = mapKey(*order.table, order.options, best.positions);
    if (auto cached = cachedMap(order.folder, key, order.options.iterations, order.table->rows())) {
        best = std::move(*cached);
    }
    if (order.known && (best.positions.empty() || best.iterations < order.known->iterations)) {
        best = *order.known;
    }
    if (isWhole(best) || !order.mayCompute) {
        const bool wasFound = isWhole(best);
        return {.map = std::move(best), .wasFound = wasFound};
    }
    LaidMap laid{.map = compute(engine, order, best.state(), control)};
    laid.isStopped = laid.map.iterations < order.options.iterations && order.stopKeeping.stop_requested();
    if (!laid.map.positions.empty()) {
        try {
            cacheMap(order.folder, key, laid.map);
        } catch (const std::exception&) { // it is computed again another time
        }
    }
    return laid;
}
