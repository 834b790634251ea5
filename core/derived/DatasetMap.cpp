// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/DatasetMap.h"

#include "components/NarrowPca.h"
#include "jobs/LatestJob.h"

#include <algorithm>
#include <optional>

namespace {

constexpr double secondsApart = 3600;
constexpr int mostLosses = 3; ///< of engines of its own

struct Projected
{
    std::shared_ptr<const PrincipalComponents> components;
    std::shared_ptr<const LatentTable> coordinates;
};

Projected shared(PrincipalComponents components, LatentTable coordinates)
{
    return {std::make_shared<const PrincipalComponents>(std::move(components)),
            std::make_shared<const LatentTable>(std::move(coordinates))};
}

bool isNarrow(const LatentTable& table)
{
    return table.columns() <= widestNarrow;
}

/// In this process: that is done before an engine would be there.
std::optional<Projected> projectHere(const LatentTable& table, const JobControl& control)
{
    PrincipalComponents components = fitNarrowPca(table, 0, 0, control);
    if (control.stop.stop_requested()) {
        return {}; // nobody waits for it
    }
    LatentTable coordinates = coordinatesOf(components, table.values(), 2, {control.stop});
    requireFinite(coordinates, "The coordinates along the principal components");
    return shared(std::move(components), std::move(coordinates));
}

/// A wide one in an engine of its own, which has BLAS and leaves the hand the other one. Empty when that was lost.
std::optional<Projected> projectApart(const std::filesystem::path& program, const LatentTable& table,
                                      const JobControl& control)
{
    EngineProcess process(program, EngineRole::Job);
    process.client().setDeadline(secondsApart, {});
    const std::size_t most = std::min(table.columns(), std::max<std::size_t>(table.rows(), 2) - 1);
    try {
        Projection projection = process.client().project(table, {static_cast<int>(most), 2}, control);
        return shared(std::move(projection.components), std::move(projection.coordinates));
    } catch (const EngineError& error) {
        if (error.problem() == EngineProblem::DeadlinePassed) {
            throw;
        }
        return {};
    }
}

} // namespace

struct DatasetMap::Impl
{
    DatasetMap& self;
    const Session& session;
    LiveEngine& engine;
    std::shared_ptr<const LatentTable> table; ///< that `projected` is of, or will be
    Projected projected;
    bool hasFailed = false;
    bool isStopped = false; ///< by the user, until the engine is ready again
    int losses = 0;         ///< of engines that a projection had for itself
    QString message;
    LatestJob<std::optional<Projected>> job{
        Supersede::StopRunning, [this](Outcome<std::optional<Projected>> outcome) { receive(std::move(outcome)); }};

    void spaceChanged()
    {
        const std::shared_ptr<const Space>& space = session.state().space;
        const std::shared_ptr<const LatentTable> latents = space ? space->latents : nullptr;
        if (latents != table || !latents) {
            job.cancel();
            Q_EMIT self.runningChanged();
            table = latents && latents->rows() > 1 && latents->columns() > 0 ? latents : nullptr;
            projected = {};
            hasFailed = false;
            isStopped = false;
            losses = 0;
            message = whyEmpty();
            Q_EMIT self.changed();
        }
        request();
    }

    void stop()
    {
        job.cancel();
        isStopped = true;
        Q_EMIT self.runningChanged();
        say(whyEmpty());
    }

    void engineReady()
    {
        isStopped = false;
        engineChanged();
        request();
    }

    void tryAgain()
    {
        hasFailed = false;
        losses = 0;
        say(whyEmpty());
        request();
    }

    /// Nobody shall wait for what will not come.
    void engineChanged()
    {
        if (table && !projected.components && !hasFailed) {
            say(whyEmpty());
        }
    }

    void say(const QString& text)
    {
        if (std::exchange(message, text) != text) {
            Q_EMIT self.changed();
        }
    }

    void fail(const QString& why)
    {
        hasFailed = true;
        say(tr("The map could not be computed: %1").arg(why));
        Q_EMIT self.failed(message);
    }

    QString whyEmpty() const
    {
        const std::shared_ptr<const Space>& space = session.state().space;
        if (!space) {
            return tr("The map shows the samples of a space. Open one.");
        }
        if (space->sampleCount() == 0) {
            return tr("This space has no samples, so there is nothing to map. Space > Generate samples… makes some.");
        }
        if (!space->latents) {
            return tr("This space has samples but no latents. Encode them with: morphoscope-cli encode.");
        }
        if (!table) {
            return tr("A map needs two samples or more.");
        }
        if (isStopped) {
            return tr("Computing the principal components was stopped. Engine > Restart engine computes them.");
        }
        if (isNarrow(*table)) {
            return tr("Computing the principal components…");
        }
        switch (engine.status()) {
        case LiveEngine::Status::GaveUp:
            return tr("A map needs the engine, which is not running. Open a space or restart the engine.");
        case LiveEngine::Status::Failed:
            return tr("A map needs the engine, which has no model. Open a space.");
        default:
            return tr("Computing the principal components…");
        }
    }

    void request()
    {
        if (!table || projected.components || hasFailed || isStopped || job.isBusy()) {
            return;
        }
        if (!isNarrow(*table) && !engine.process()) {
            return; // nobody knows yet which engine it is to be
        }
        job.request([program = engine.currentProgram(), samples = table](const JobControl& control) {
            return isNarrow(*samples) ? projectHere(*samples, control) : projectApart(program, *samples, control);
        });
        Q_EMIT self.runningChanged();
    }

    void receive(Outcome<std::optional<Projected>> outcome)
    {
        Q_EMIT self.runningChanged();
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            fail(QString::fromStdString(failure->message));
        } else if (std::optional<Projected>& found = std::get<std::optional<Projected>>(outcome)) {
            projected = *found;
            message.clear();
            Q_EMIT self.changed();
        } else if (++losses == mostLosses) {
            fail(tr("the process that computes it ended %1 times before it was done. There may be too little memory: "
                    "close other programs and try again.")
                     .arg(losses));
        } else {
            request();
        }
    }
};

DatasetMap::DatasetMap(const Session& session, LiveEngine& engine, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine})
{
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->spaceChanged(); });
    connect(&engine, &LiveEngine::ready, this, [this] { m_impl->engineReady(); });
    connect(&engine, &LiveEngine::statusChanged, this, [this] { m_impl->engineChanged(); });
    m_impl->spaceChanged();
}

DatasetMap::~DatasetMap() = default;

std::shared_ptr<const PrincipalComponents> DatasetMap::components() const
{
    return m_impl->projected.components;
}

std::shared_ptr<const LatentTable> DatasetMap::coordinates() const
{
    return m_impl->projected.coordinates;
}

std::shared_ptr<const LatentTable> DatasetMap::latents() const
{
    return m_impl->table;
}

void DatasetMap::tryAgain()
{
    m_impl->tryAgain();
}

QString DatasetMap::message() const
{
    return m_impl->message;
}

bool DatasetMap::isRunning() const
{
    return m_impl->job.isBusy();
}

void DatasetMap::stop()
{
    m_impl->stop();
}
