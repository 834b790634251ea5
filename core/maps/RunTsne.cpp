// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/RunTsne.h"

#include "maps/NearestNeighbours.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>

namespace {

using Clock = std::chrono::steady_clock;
/// More points take longer to hand over, and to be painted.
std::chrono::nanoseconds reportEvery(std::size_t points)
{
    return std::chrono::milliseconds(15) + points * std::chrono::nanoseconds(700);
}
constexpr int divergenceEvery = 50; ///< iterations: it takes as long as one
constexpr std::size_t mostAsked = 2000;
constexpr std::size_t fewAsked = 200; ///< when somebody waits for the stop
constexpr std::size_t neighboursAsked = 10;

std::uint64_t peakBytes()
{
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Tells where the run stands, and guesses how long the rest takes.
class Teller
{
public:
    /// Of the iterations behind the first `from` of them.
    Teller(int from, int iterations, std::size_t points, const std::function<void(const TsneProgress&)>& report)
        : m_every(reportEvery(points))
        , m_from(from)
        , m_steps(std::max(iterations - from, 1))
        , m_report(report)
    {
    }

    void preparing(double fraction)
    {
        if (isTime()) {
            m_report({.iteration = 0, .fraction = preparation * fraction, .positions = {}});
        }
    }

    void stepped(const TsneSteps& run, double divergence)
    {
        const int steps = run.iteration() - m_from;
        if (steps == 1) {
            m_first = Clock::now();
        }
        if (!isTime()) {
            return;
        }
        const double share = static_cast<double>(steps) / m_steps;
        const std::span<const float> positions = run.positions();
        TsneProgress progress{.iteration = run.iteration(),
                              .fraction = preparation + (1 - preparation) * share,
                              .divergence = divergence,
                              .positions = {positions.begin(), positions.end()}};
        if (steps > 10) {
            progress.secondsLeft = secondsSince(m_first) / (steps - 1) * (m_steps - steps);
        }
        m_report(progress);
    }

private:
    static constexpr double preparation = 0.2; ///< of the whole time, about

    bool isTime()
    {
        const bool isTime = Clock::now() - m_last >= m_every;
        m_last = isTime ? Clock::now() : m_last;
        return isTime;
    }

    std::chrono::nanoseconds m_every;
    int m_from;
    int m_steps;
    const std::function<void(const TsneProgress&)>& m_report;
    Clock::time_point m_first;
    Clock::time_point m_last;
};

} // namespace

TsneMap runTsne(const LatentTable& table, const TsneOptions& options, TsneState start, const std::stop_token& stop,
                const std::function<void(const TsneProgress&)>& report, const PrepareTsne& prepare)
{
    const std::uint64_t before = peakBytes();
    Teller teller(start.iteration, options.iterations, table.rows(), report);
    JobControl control;
    control.stop = stop;
    control.report = [&](double fraction) { teller.preparing(fraction); };
    std::unique_ptr<TsneSteps> steps = prepare(table, options, std::move(start), control);
    TsneSteps& run = *steps;
    double divergence = run.rows() > 0 ? run.divergence() : 0;
    teller.stepped(run, divergence);
    while (run.rows() > 0 && run.iteration() < options.iterations && !stop.stop_requested()) {
        run.step();
        if (run.iteration() % divergenceEvery == 0) {
            divergence = run.divergence();
        }
        teller.stepped(run, divergence);
    }
    TsneState state = run.state();
    TsneMap map{.positions = std::move(state.positions),
                .divergence = run.rows() > 0 ? run.divergence() : 0,
                .perplexity = run.perplexity(),
                .iterations = run.iteration(),
                .device = run.device(),
                .deviceReason = run.deviceReason(),
                .neighbourRecall = run.neighbourRecall(),
                .motion = std::move(state.motion)};
    steps.reset(); // what it took is free for the judgement
    BlockPool pool(options.threads);
    map.neighboursKept = map.positions.empty() ? 0
                                               : neighboursKept(table, map.positions, neighboursAsked,
                                                                stop.stop_requested() ? fewAsked : mostAsked, pool);
    map.peakBytes = peakBytes() - before;
    return map;
}

double neighboursKept(const LatentTable& table, std::span<const float> positions, std::size_t count, std::size_t most,
                      BlockPool& pool)
{
    const std::size_t n = table.rows();
    const std::size_t some = std::min(n, most);
    std::vector<std::uint32_t> asked(some);
    for (std::size_t i = 0; i < some; ++i) {
        asked[i] = static_cast<std::uint32_t>(i * n / some);
    }
    const LatentTable plane(n, 2, {positions.begin(), positions.end()});
    const ScaledPoints points = scaledPoints(table);
    const NeighbourTable there = exactNeighboursOf(asked, points, count, pool);
    const NeighbourTable here = exactNeighboursOf(asked, plane, count, pool);
    if (there.count == 0) {
        return 1;
    }
    std::size_t kept = 0;
    for (std::size_t row = 0; row < there.rows; ++row) {
        const float farthest = there.distancesOf(row).back();
        kept += static_cast<std::size_t>(std::ranges::count_if(here.idsOf(row), [&](std::uint32_t other) {
            return squaredDistance(points.row(asked[row]), points.row(other), points.columns) <= farthest;
        }));
    }
    return static_cast<double>(kept) / static_cast<double>(there.rows * there.count);
}
