// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/Autosave.h"

#include "base/Outcome.h"
#include "jobs/LatestJob.h"
#include "session/SessionFile.h"
#include "session/UserFiles.h"

#include <QLockFile>
#include <QTimer>

namespace {

constexpr int delayMs = 1000;
constexpr int mostWindows = 32;

struct Written
{
    bool operator==(const Written&) const = default;
};

std::filesystem::path fileOfWindow(const UserFolders& folders, int window)
{
    return folders.state / (window == 1 ? "session.json" : "session-" + std::to_string(window) + ".json");
}

} // namespace

struct Autosave::Impl
{
    Autosave& self;
    const Session& session;
    std::unique_ptr<QLockFile> lock;
    std::filesystem::path file;
    QTimer delay = QTimer();
    bool hasChanged = false; ///< since the last write was asked for
    bool hasFailed = false;
    std::unique_ptr<LatestJob<Written>> job;

    void takeFile(const UserFolders& folders)
    {
        const auto made = outcomeOf([&] {
            makeFolder(folders.state);
            return Written{};
        });
        for (int window = 1; window <= mostWindows && std::holds_alternative<Written>(made) && file.empty(); ++window) {
            const std::filesystem::path candidate = fileOfWindow(folders, window);
            lock = std::make_unique<QLockFile>(QString::fromStdString(candidate.string() + ".lock"));
            lock->setStaleLockTime(0); // held as long as its process lives
            if (lock->tryLock(0)) {
                file = candidate;
            }
        }
    }

    void startJob()
    {
        job = std::make_unique<LatestJob<Written>>(Supersede::FinishRunning,
                                                   [this](const Outcome<Written>& outcome) { receive(outcome); });
    }

    void changed()
    {
        hasChanged = true;
        if (!delay.isActive()) {
            delay.start();
        }
    }

    void write()
    {
        if (const LatestJob<Written>::Work work = takeWork()) {
            job->request(work);
        }
    }

    /// Empty when there is nothing to write.
    LatestJob<Written>::Work takeWork()
    {
        delay.stop();
        if (!std::exchange(hasChanged, false) || file.empty() || !session.state().space) {
            return {};
        }
        return [path = file, state = session.state(), view = session.view()](const JobControl&) {
            writeSession(path, state, view);
            return Written{};
        };
    }

    void receive(const Outcome<Written>& outcome)
    {
        const Failure* failure = std::get_if<Failure>(&outcome);
        if (failure != nullptr && !hasFailed) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        }
        hasFailed = failure != nullptr;
    }
};

Autosave::Autosave(const Session& session, const UserFolders& folders, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session})
{
    m_impl->takeFile(folders);
    m_impl->startJob();
    m_impl->delay.setSingleShot(true);
    m_impl->delay.setInterval(delayMs);
    connect(&m_impl->delay, &QTimer::timeout, this, [this] { m_impl->write(); });
    for (const auto signal :
         {&Session::spaceChanged, &Session::labelsChanged, &Session::pointChanged, &Session::attributesChanged,
          &Session::selectionChanged, &Session::slidersChanged, &Session::mapChanged, &Session::viewChanged}) {
        connect(&session, signal, this, [this] { m_impl->changed(); });
    }
}

Autosave::~Autosave()
{
    flush();
}

const std::filesystem::path& Autosave::file() const
{
    return m_impl->file;
}

void Autosave::flush()
{
    const bool wasBusy = m_impl->job->isBusy();
    m_impl->hasChanged |= wasBusy; // what waits in the job is dropped with it
    const LatestJob<Written>::Work work = m_impl->takeWork();
    if (!work) {
        return;
    }
    m_impl->job.reset(); // a write that runs ends first: an older state never lands on a newer one
    m_impl->receive(outcomeOf([&] { return work({}); }));
    m_impl->startJob();
}
