// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/TsneLayout.h"

#include "jobs/LatestJob.h"
#include "space/MapCache.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <thread>
#include <utility>

namespace {

constexpr double secondsApart = 3600; ///< a step of a million points is slow, and an engine of its own harms nobody
constexpr int lives = 2;              ///< of engines
constexpr double mostExactRows = 1e5; ///< with more, neighbours are approximate, and take less time

/// Where a run stands, for the thread that shows it.
class TsneSight
{
public:
    void put(const TsneProgress& progress)
    {
        const std::lock_guard lock(m_mutex);
        m_newest = progress;
    }
    [[nodiscard]] std::optional<TsneProgress> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_newest, std::nullopt);
    }

private:
    std::mutex m_mutex;
    std::optional<TsneProgress> m_newest;
};

/// What a run needs, by value: it outlives what asked for it.
struct Order
{
    std::shared_ptr<const LatentTable> table;
    std::vector<SavedMap> saved; ///< that the space brings along
    TsneOptions options;
    std::filesystem::path folder;
    bool mayCompute = true;      ///< else only the space and the cache are looked into
    std::stop_token stopKeeping; ///< the places of then are the result
    std::shared_ptr<TsneSight> sight;
    std::string device; ///< that the window's models run on
};

struct Laid
{
    TsneMap map;
    bool isStopped = false;
    bool wasFound = true; ///< else it has to be computed, and may not
};

TsneMap compute(const LiveEngine& engine, const Order& order, const JobControl& control)
{
    TsneOptions options = order.options;
    options.device = order.device;
    for (int life = 1;; ++life) {
        const std::unique_ptr<EngineProcess> process = engine.startJobEngine();
        process->client().setDeadline(secondsApart, {});
        const std::stop_callback atOnce(control.stop, [&process] { process->client().abort(); });
        try {
            return process->client().tsne(*order.table, options, order.stopKeeping, [&](const TsneProgress& progress) {
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

Laid layOut(const LiveEngine& engine, const Order& order, const JobControl& control)
{
    if (auto saved = savedTsne(order.saved, *order.table, order.options)) {
        return {.map = std::move(*saved)};
    }
    const std::string key = mapKey(*order.table, order.options);
    if (auto found = cachedMap(order.folder, key, order.table->rows())) {
        return {.map = std::move(*found)};
    }
    if (!order.mayCompute) {
        return {.map = {}, .wasFound = false};
    }
    Laid laid{.map = compute(engine, order, control)};
    laid.isStopped = order.stopKeeping.stop_requested();
    if (!laid.isStopped) {
        try {
            cacheMap(order.folder, key, laid.map);
        } catch (const std::exception&) { // it is computed again another time
        }
    }
    return laid;
}

} // namespace

struct TsneLayout::Impl
{
    TsneLayout& self;
    const Session& session;
    LiveEngine& engine;
    std::filesystem::path folder;

    Status status = Status::Idle;
    std::shared_ptr<const LatentTable> table; ///< that the rest is about
    std::vector<SavedMap> saved;
    TsneOptions options;
    std::shared_ptr<const LatentTable> positions;
    TsneProgress progress;
    TsneMap map;
    QString problem;
    bool isWaiting = false; ///< for an engine program to be known
    std::stop_source stopKeeping;
    std::shared_ptr<TsneSight> sight = std::make_shared<TsneSight>();
    LatestJob<Laid> job{Supersede::StopRunning, [this](Outcome<Laid> outcome) { receive(std::move(outcome)); },
                        [this](double) { follow(); }};

    void setStatus(Status next)
    {
        const bool wasRunning = self.isRunning();
        status = next;
        Q_EMIT self.changed();
        if (wasRunning != self.isRunning()) {
            Q_EMIT self.runningChanged();
        }
    }

    /// What the session asks for; a run of the same goes on, also while another map is shown.
    void refresh()
    {
        const SessionState& state = session.state();
        const auto latents = state.space ? state.space->latents : nullptr;
        if (latents != table || state.projection.tsne != options) {
            job.cancel();
            table = latents;
            saved = state.space ? state.space->manifest.maps : std::vector<SavedMap>();
            options = state.projection.tsne;
            positions = nullptr;
            progress = {};
            map = {};
            isWaiting = false;
            setStatus(Status::Idle);
        }
        if (status == Status::Idle && state.projection.kind == MapKind::Tsne && table && !table->isEmpty()) {
            run(table->rows() <= mostUnasked);
        }
    }

    /// Without an engine the space may bring it along, or the cache hold it.
    void run(bool mayCompute)
    {
        const bool hasEngine = !engine.currentProgram().empty();
        isWaiting = mayCompute && !hasEngine;
        stopKeeping = std::stop_source();
        sight = std::make_shared<TsneSight>();
        progress = {};
        setStatus(Status::Running);
        const Order order{table,
                          saved,
                          options,
                          folder,
                          mayCompute && hasEngine,
                          stopKeeping.get_token(),
                          sight,
                          engine.askedDevice()};
        job.request([&engine = engine, order](const JobControl& control) { return layOut(engine, order, control); });
    }

    void engineChanged()
    {
        if (!isWaiting || job.isBusy()) {
            return;
        }
        if (!engine.currentProgram().empty()) {
            run(true);
        } else if (engine.hasGivenUp()) { // nobody shall wait for what will not come
            isWaiting = false;
            problem = tr("A t-SNE map needs the engine, which is not running. Engine > Restart engine starts it.");
            setStatus(Status::Failed);
        }
    }

    void follow()
    {
        if (auto newest = sight->take()) {
            if (!newest->positions.empty()) {
                place(std::move(newest->positions));
            }
            newest->positions.clear();
            progress = std::move(*newest);
            Q_EMIT self.moved();
        }
    }

    void place(std::vector<float> places)
    {
        const std::size_t rows = places.size() / 2;
        positions = std::make_shared<const LatentTable>(rows, 2, std::move(places));
    }

    void receive(Outcome<Laid> outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            problem = QString::fromStdString(failure->message);
            return setStatus(Status::Failed);
        }
        Laid& laid = std::get<Laid>(outcome);
        if (!laid.wasFound && isWaiting) {
            return engineChanged(); // or later
        }
        isWaiting = false;
        if (!laid.wasFound) {
            return setStatus(Status::Asking);
        }
        if (!laid.map.positions.empty()) {
            place(std::exchange(laid.map.positions, {}));
        }
        map = std::move(laid.map);
        setStatus(laid.isStopped ? Status::Stopped : Status::Done);
        Q_EMIT self.moved();
    }

    void stop()
    {
        if (status != Status::Running) {
            return;
        }
        if (progress.iteration > 0 && !stopKeeping.stop_requested()) {
            stopKeeping.request_stop(); // its result comes; who asks twice does not wait for it
        } else {
            job.cancel();
            isWaiting = false;
            setStatus(Status::Stopped);
        }
    }
};

TsneLayout::TsneLayout(const Session& session, LiveEngine& engine, std::filesystem::path folder, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine, .folder = std::move(folder)})
{
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->refresh(); });
    connect(&session, &Session::mapChanged, this, [this] { m_impl->refresh(); });
    connect(&engine, &LiveEngine::ready, this, [this] { m_impl->engineChanged(); });
    connect(&engine, &LiveEngine::statusChanged, this, [this] { m_impl->engineChanged(); });
    m_impl->refresh();
}

TsneLayout::~TsneLayout() = default;

TsneLayout::Status TsneLayout::status() const
{
    return m_impl->status;
}

std::shared_ptr<const LatentTable> TsneLayout::positions() const
{
    return m_impl->positions;
}

const TsneProgress& TsneLayout::progress() const
{
    return m_impl->progress;
}

const TsneMap& TsneLayout::map() const
{
    return m_impl->map;
}

QString TsneLayout::problem() const
{
    return m_impl->problem;
}

/// From one core's figures: 3.5e10 multiplications a second for the neighbours, 0.25 us a point and iteration.
double TsneLayout::expectedSeconds() const
{
    if (!m_impl->table) {
        return 0;
    }
    const auto rows = static_cast<double>(m_impl->table->rows());
    const double width = static_cast<double>(m_impl->table->columns()) + 10;
    const bool areExact = rows <= mostExactRows;
    const double neighbours = areExact ? rows * rows * width / 3.5e10 : std::pow(rows, 1.5) * width * 1.4e-9;
    const double iterations = 2.5e-7 * rows * m_impl->options.iterations;
    const double cores = std::max(1U, std::thread::hardware_concurrency());
    return (neighbours + iterations) / std::max(1.0, 0.6 * cores);
}

void TsneLayout::start()
{
    if (m_impl->table && !isRunning()) {
        m_impl->run(true);
    }
}

void TsneLayout::stop()
{
    m_impl->stop();
}
