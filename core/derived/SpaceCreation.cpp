// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SpaceCreation.h"

#include "create/NewSpaceEngines.h"
#include "derived/EngineWait.h"
#include "jobs/LatestJob.h"

#include <mutex>
#include <utility>

namespace {

/// All that a run needs, so that it can be done again.
struct CreationTask
{
    EngineWish wish;
    std::string device;
    NewSpacePlan plan;
    std::filesystem::path out;
    CreateOptions options;
};

} // namespace

struct SpaceCreation::Impl
{
    SpaceCreation& self;
    std::optional<CreationTask> task;
    std::stop_source stopSource; ///< its own: what was done until then is saved and told of
    CreateProgress progress;
    bool isRunning = false;
    EngineWait wait;
    std::mutex mutex; ///< guards the next one
    CreateProgress reported;
    LatestJob<CreatedSpace> job{Supersede::FinishRunning,
                                [this](Outcome<CreatedSpace> outcome) { receive(std::move(outcome)); },
                                [this](double) { takeProgress(); }};

    explicit Impl(SpaceCreation& creation)
        : self(creation)
    {
    }

    void begin()
    {
        stopSource = {};
        progress = {};
        reported = {};
        isRunning = true;
        job.request([this, task = *task, stop = stopSource.get_token()](const JobControl& control) {
            NewSpaceEngines engines(task.wish, task.device);
            const auto report = [&](const CreateProgress& now) {
                {
                    const std::lock_guard lock(mutex);
                    reported = now;
                }
                control.report(0);
            };
            return createSpace(task.plan, engines, task.out, task.options, {stop, report});
        });
        Q_EMIT self.runningChanged();
    }

    void takeProgress()
    {
        {
            const std::lock_guard lock(mutex);
            progress = reported;
        }
        wait.forget();
        Q_EMIT self.progressed();
    }

    void receive(Outcome<CreatedSpace> outcome)
    {
        isRunning = false;
        wait.forget();
        Q_EMIT self.runningChanged();
        if (const auto* space = std::get_if<CreatedSpace>(&outcome)) {
            Q_EMIT self.created(*space);
        } else if (stopSource.stop_requested()) {
            Q_EMIT self.stopped();
        } else {
            Q_EMIT self.failed(QString::fromStdString(std::get<Failure>(outcome).message));
        }
    }
};

SpaceCreation::SpaceCreation(QObject* parent)
    : QObject(parent)
    , m_impl(new Impl(*this))
{
    connect(&m_impl->wait, &EngineWait::changed, this, &SpaceCreation::overdueChanged);
}

SpaceCreation::~SpaceCreation()
{
    m_impl->stopSource.request_stop();
}

void SpaceCreation::create(EngineWish wish, const std::string& device, const NewSpacePlan& plan,
                           const std::filesystem::path& out, const CreateOptions& options)
{
    m_impl->wait.apply(wish);
    m_impl->task = CreationTask{std::move(wish), device, plan, out, options};
    m_impl->begin();
}

void SpaceCreation::goOn()
{
    if (m_impl->task && !m_impl->isRunning) {
        m_impl->task->options.unfinished = CreateOptions::Unfinished::GoOnOrBegin;
        m_impl->begin();
    }
}

void SpaceCreation::stop()
{
    m_impl->stopSource.request_stop();
}

bool SpaceCreation::isRunning() const
{
    return m_impl->isRunning;
}

const CreateProgress& SpaceCreation::progress() const
{
    return m_impl->progress;
}

const QString& SpaceCreation::overdue() const
{
    return m_impl->wait.sentence();
}

const std::filesystem::path& SpaceCreation::place() const
{
    static const std::filesystem::path none;
    return m_impl->task ? m_impl->task->out : none;
}
