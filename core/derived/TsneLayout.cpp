// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/TsneLayout.h"

#include "derived/TsneWork.h"
#include "jobs/LatestJob.h"

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

namespace {

constexpr double mostExactRows = 1e5; ///< with more, neighbours are approximate, and take less time

/// `after` are those of the same run, with more iterations.
bool isLonger(const TsneOptions& after, const TsneOptions& before)
{
    TsneOptions same = after;
    same.iterations = before.iterations;
    return same == before && after.iterations > before.iterations;
}

/// As far as both ends tell.
bool isGrown(const std::shared_ptr<const LatentTable>& after, const std::shared_ptr<const LatentTable>& before)
{
    if (!after || !before || before->isEmpty() || after->columns() != before->columns() ||
        after->rows() <= before->rows()) {
        return false;
    }
    return std::ranges::equal(after->row(0), before->row(0)) &&
           std::ranges::equal(after->row(before->rows() - 1), before->row(before->rows() - 1));
}

} // namespace

struct TsneLayout::Impl
{
    TsneLayout& self;
    const Session& session;
    LiveEngine& engine;
    std::filesystem::path folder;
    Wish wish;

    Status status = Status::Idle;
    std::shared_ptr<const LatentTable> table; ///< that the rest is about
    std::vector<SavedMap> saved;
    TsneOptions options;
    std::shared_ptr<const LatentTable> positions;
    TsneProgress progress;
    TsneMap map;                          ///< how good `known` is
    std::shared_ptr<const TsneMap> known; ///< what can be gone on from; null: nothing
    QString problem;
    bool hasGrown = false;
    bool isWaiting = false; ///< for an engine program to be known
    bool goesOn = false;    ///< once what runs is stopped
    std::stop_source stopKeeping;
    std::shared_ptr<TsneSight> sight = std::make_shared<TsneSight>();
    LatestJob<LaidMap> job{Supersede::StopRunning, [this](Outcome<LaidMap> outcome) { receive(std::move(outcome)); },
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
        const TsneWish wished = wish(state);
        const auto latents = state.space && wished.options ? state.space->latents : nullptr;
        const TsneOptions next = wished.options.value_or(TsneOptions{});
        const bool isLengthened = latents == table && isLonger(next, options);
        if (isLengthened && status == Status::Running && progress.iteration > 0) {
            options = next;
            goesOn = true;
            stopKeeping.request_stop();
            return;
        }
        if (isLengthened && known && status != Status::Running) {
            options = next;
            progress = {};
            setStatus(Status::Idle);
        } else if (latents != table || next != options) {
            hasGrown = latents == table ? hasGrown : known && isGrown(latents, table);
            forget();
            table = latents;
            saved = latents ? state.space->manifest.maps : std::vector<SavedMap>();
            options = next;
            setStatus(Status::Idle);
        }
        if (status == Status::Idle && wished.mayStart && table && !table->isEmpty()) {
            run(known || table->rows() <= mostUnasked); // who wants more of a map is not asked again
        }
    }

    void forget()
    {
        job.cancel();
        positions = nullptr;
        known = nullptr;
        progress = {};
        map = {};
        isWaiting = false;
        goesOn = false;
    }

    /// Without an engine the space may bring it along, or the cache hold it.
    void run(bool mayCompute)
    {
        const bool hasEngine = !engine.currentProgram().empty();
        isWaiting = mayCompute && !hasEngine;
        goesOn = false;
        stopKeeping = std::stop_source();
        sight = std::make_shared<TsneSight>();
        progress = {};
        setStatus(Status::Running);
        const TsneOrder order{table,
                              saved,
                              options,
                              folder,
                              known,
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

    void receive(Outcome<LaidMap> outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            problem = QString::fromStdString(failure->message);
            return setStatus(Status::Failed);
        }
        LaidMap& laid = std::get<LaidMap>(outcome);
        if (!laid.wasFound && isWaiting) {
            return engineChanged(); // or later
        }
        isWaiting = false;
        take(std::move(laid.map));
        if (!laid.wasFound) {
            setStatus(known ? Status::Stopped : Status::Asking);
        } else if (goesOn && map.iterations < options.iterations) {
            return run(true);
        } else {
            setStatus(laid.isStopped ? Status::Stopped : Status::Done);
        }
        Q_EMIT self.moved();
    }

    void take(TsneMap laid)
    {
        if (laid.positions.empty()) { // stopped before it went on: what was there stays
            return;
        }
        place(laid.positions);
        known = std::make_shared<const TsneMap>(laid);
        laid.positions.clear();
        laid.motion.clear();
        map = std::move(laid);
    }

    void stop()
    {
        if (status != Status::Running) {
            return;
        }
        goesOn = false;
        if (progress.iteration > 0 && !stopKeeping.stop_requested()) {
            stopKeeping.request_stop(); // its result comes; who asks twice does not wait for it
        } else {
            job.cancel();
            isWaiting = false;
            setStatus(Status::Stopped);
        }
    }
};

TsneLayout::TsneLayout(const Session& session, LiveEngine& engine, std::filesystem::path folder, Wish wish,
                       QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{
          .self = *this, .session = session, .engine = engine, .folder = std::move(folder), .wish = std::move(wish)})
{
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->refresh(); });
    connect(&session, &Session::mapChanged, this, [this] { m_impl->refresh(); });
    connect(&engine, &LiveEngine::ready, this, [this] { m_impl->engineChanged(); });
    connect(&engine, &LiveEngine::statusChanged, this, [this] { m_impl->engineChanged(); });
    m_impl->refresh();
}

TsneLayout::~TsneLayout() = default;

TsneWish TsneLayout::sessionsMap(const SessionState& state)
{
    return {state.projection.tsne, state.projection.kind == MapKind::Tsne};
}

void TsneLayout::refresh()
{
    m_impl->refresh();
}

TsneLayout::Status TsneLayout::status() const
{
    return m_impl->status;
}

const TsneOptions& TsneLayout::options() const
{
    return m_impl->options;
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

double TsneLayout::expectedSeconds() const
{
    return expectedSeconds(m_impl->options.iterations - m_impl->map.iterations);
}

/// From one core's figures: 3.5e10 multiplications a second for the neighbours, 0.25 us a point and iteration.
double TsneLayout::expectedSeconds(int iterations) const
{
    if (!m_impl->table) {
        return 0;
    }
    const auto rows = static_cast<double>(m_impl->table->rows());
    const double width = static_cast<double>(m_impl->table->columns()) + 10;
    const bool areExact = rows <= mostExactRows;
    const double neighbours = areExact ? rows * rows * width / 3.5e10 : std::pow(rows, 1.5) * width * 1.4e-9;
    const double cores = std::max(1U, std::thread::hardware_concurrency());
    return (neighbours + 2.5e-7 * rows * iterations) / std::max(1.0, 0.6 * cores);
}

bool TsneLayout::hasGrown() const
{
    return m_impl->hasGrown;
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
