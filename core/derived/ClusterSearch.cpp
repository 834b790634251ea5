// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/ClusterSearch.h"

#include "jobs/LatestJob.h"
#include "session/LabelEdits.h"
#include "space/ClusterColumn.h"

#include <QElapsedTimer>
#include <QLocale>

#include <algorithm>

namespace {

constexpr double secondsApart = 3600; ///< the user stops it when it takes too long

Clusters search(const std::filesystem::path& program, const LatentTable& latents, const ClusterOptions& options,
                const JobControl& control)
{
    EngineProcess process(program, EngineRole::Job);
    const std::stop_callback kill(control.stop, [&process] { process.kill(); });
    process.client().setDeadline(secondsApart, {});
    try {
        return process.client().cluster(latents, options, control);
    } catch (const EngineError& error) {
        throw UserError(std::string(error.what()) + " The labels are as they were: look for clusters again.");
    }
}

} // namespace

struct ClusterSearch::Impl
{
    ClusterSearch& self;
    Session& session;
    const LiveEngine& engine;
    JobList& jobs;
    std::shared_ptr<const LatentTable> latents; ///< that `job` works on
    std::optional<int> listed;                  ///< the job's number in the list
    QElapsedTimer elapsed;
    LatestJob<Clusters> job{Supersede::StopRunning, [this](const Outcome<Clusters>& outcome) { receive(outcome); },
                            [this](double fraction) { report(fraction); }};

    void end()
    {
        latents.reset();
        if (const auto number = std::exchange(listed, std::nullopt)) {
            jobs.remove(*number);
        }
    }

    void report(double fraction)
    {
        if (listed) {
            const double seconds = static_cast<double>(elapsed.elapsed()) / 1000;
            jobs.report(*listed, fraction, fraction > 0.02 ? seconds * (1 - fraction) / fraction : -1);
        }
    }

    void receive(const Outcome<Clusters>& outcome)
    {
        end();
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
            return;
        }
        const Clusters& found = std::get<Clusters>(outcome);
        const auto& labels = session.state().labels();
        const std::string name = clusterColumnName(labels ? labels.get() : nullptr);
        const QString count = QLocale().toString(found.count());
        session.edit(tr("Find %1 clusters").arg(count),
                     [&](SessionState& state) { putLabelColumn(state, clusterColumn(name, found)); });
        const auto best = std::ranges::max_element(found.trials, {}, &ClusterTrial::silhouette);
        Q_EMIT self.finished(
            tr("%1 clusters found, mean silhouette %2 (label “%3”)")
                .arg(count, QLocale().toString(best->silhouette, 'f', 3), QString::fromStdString(name)));
    }
};

ClusterSearch::ClusterSearch(Session& session, const LiveEngine& engine, JobList& jobs, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine, .jobs = jobs})
{
    connect(&session, &Session::spaceChanged, this, [this] {
        const auto& space = m_impl->session.state().space;
        if (isRunning() && (!space || space->latents != m_impl->latents)) {
            stop(); // other samples are shown
        }
    });
}

ClusterSearch::~ClusterSearch() = default;

void ClusterSearch::find(const ClusterOptions& options)
{
    m_impl->end();
    m_impl->latents = m_impl->session.state().space->latents;
    m_impl->listed = m_impl->jobs.add(tr("Looking for clusters"), [this] { stop(); });
    m_impl->elapsed.start();
    m_impl->job.request([program = m_impl->engine.currentProgram(), latents = m_impl->latents,
                         options](const JobControl& control) { return search(program, *latents, options, control); });
}

bool ClusterSearch::isRunning() const
{
    return m_impl->job.isBusy();
}

void ClusterSearch::stop()
{
    m_impl->job.cancel();
    m_impl->end();
}
