// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/LabelSaving.h"

#include "jobs/LatestJob.h"
#include "space/GeneratedSamples.h"
#include "space/LabelFile.h"
#include "space/LabelJoin.h"

#include <QTimer>

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>

namespace {

using Path = std::filesystem::path;
using Labels = std::shared_ptr<const LabelTable>;
constexpr int delayMs = 500; ///< a row of keys is few writes

/// One folder's labels.
struct Folder
{
    std::vector<std::weak_ptr<const Space>> known; ///< an opening that is not among them has just been read
    QString name;
    Labels written; ///< of the session's, what the folder holds
    Labels wanted;  ///< of the session, the newest
    Labels refused; ///< one of these that could not be written
    bool mayBeWritten = true;
    bool wasTold = false; ///< that labels are kept with the session, or that others write
    [[nodiscard]] bool isBehind() const { return mayBeWritten && refused != wanted && *written != *wanted; }
};

struct Task
{
    Path folder;
    Labels before;
    Labels after;
};

/// How far a task got, readable when its outcome was never delivered.
struct Progress
{
    std::mutex mutex;
    std::optional<LabelTable> inFile;
};

/// The session may not see samples that were added (after undo): they are no change of others.
LabelTable firstRows(const LabelTable& labels, std::size_t count)
{
    if (labels.rows <= count) {
        return labels;
    }
    std::vector<std::uint32_t> rows(count);
    std::iota(rows.begin(), rows.end(), 0U);
    return takeRows(labels, rows);
}

} // namespace

struct LabelSaving::Impl
{
    LabelSaving& self;
    Session& session;
    Path executable;
    std::map<Path, Folder> folders;
    std::optional<Task> running;
    std::shared_ptr<Progress> progress;
    bool hasFailed = false;
    QTimer delay = QTimer();
    std::unique_ptr<LatestJob<LabelTable>> job;

    void startJob()
    {
        job = std::make_unique<LatestJob<LabelTable>>(Supersede::FinishRunning,
                                                      [this](const Outcome<LabelTable>& outcome) { receive(outcome); });
    }

    /// The state has a space or labels that are others.
    void follow()
    {
        const SessionState& state = session.state();
        const std::shared_ptr<const Space> own = ownSpace(state.space);
        if (!own || own->isBareDecoder || own->sampleCount() == 0) {
            return showSaved(nullptr);
        }
        Folder& folder = folders[own->location];
        folder.name = QString::fromStdString(own->name());
        const bool isOpened = isNew(folder, own);
        if (isOpened) {
            folder.written = labelsOf(*own);
        }
        folder.wanted = state.ownLabels ? state.ownLabels : labelsOf(*own);
        if (*folder.written != *folder.wanted) {
            const std::string why = whyLabelsCannotBeWritten(*own, executable);
            folder.mayBeWritten = why.empty();
            if (folder.mayBeWritten) {
                if (!delay.isActive()) {
                    delay.start();
                }
            } else if (!isOpened && !std::exchange(folder.wasTold, true)) { // a session that has some knows it
                Q_EMIT self.keptWithSession(
                    tr("%1: labels are kept with this session.").arg(QString::fromStdString(why)));
            }
        }
        showSaved(folder.written);
    }

    static bool isNew(Folder& folder, const std::shared_ptr<const Space>& space)
    {
        std::erase_if(folder.known, [](const auto& known) { return known.expired(); });
        const bool isOld =
            std::ranges::any_of(folder.known, [&](const auto& one) { return isSameOpening(one.lock(), space); });
        if (std::ranges::none_of(folder.known, [&](const auto& one) { return one.lock() == space; })) {
            folder.known.push_back(space); // also with other maps: the one before may be forgotten
        }
        return !isOld;
    }

    void showSaved(const Labels& labels)
    {
        SessionView view = session.view();
        view.savedLabels = labels;
        session.setView(std::move(view));
    }

    [[nodiscard]] std::optional<Task> nextTask() const
    {
        for (const auto& [place, folder] : folders) {
            if (folder.isBehind()) {
                return Task{place, folder.written, folder.wanted};
            }
        }
        return std::nullopt;
    }

    static LabelTable perform(const Task& task, Progress& progress)
    {
        LabelTable inFile = writeLabelChange(task.folder, *task.before, *task.after);
        const std::lock_guard lock(progress.mutex);
        progress.inFile = inFile;
        return inFile;
    }

    void begin()
    {
        if (running) {
            return; // what ends looks for more
        }
        running = nextTask();
        if (running) {
            progress = std::make_shared<Progress>();
            job->request([task = *running, shared = progress](const JobControl&) { return perform(task, *shared); });
        }
    }

    void receive(const Outcome<LabelTable>& outcome)
    {
        settle(outcome);
        begin();
    }

    void settle(const Outcome<LabelTable>& outcome)
    {
        const Task task = *std::exchange(running, std::nullopt);
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            folders[task.folder].refused = task.after;
            if (!std::exchange(hasFailed, true)) {
                Q_EMIT self.failed(tr("%1 Until they can be written, the labels are kept with this session.")
                                       .arg(QString::fromStdString(failure->message)));
            }
            return; // tried again with the next change there, or at the end
        }
        hasFailed = false;
        finish(task, std::get<LabelTable>(outcome));
    }

    void finish(const Task& task, const LabelTable& inFile)
    {
        Folder& folder = folders[task.folder];
        folder.written = task.after;
        if (const auto own = ownSpace(session.state().space); own && own->location == task.folder) {
            showSaved(folder.written);
        }
        if (firstRows(inFile, task.after->rows) == *task.after) {
            Q_EMIT self.saved(tr("Labels written to %1").arg(folder.name));
        } else if (!std::exchange(folder.wasTold, true)) {
            Q_EMIT self.mergedWithOthers(tr("Another program has changed the labels of %1 too. Yours were added to its "
                                            "file; open the space anew to see all.")
                                             .arg(folder.name));
        }
    }

    void flush()
    {
        delay.stop();
        if (running) {
            job.reset(); // a write that runs ends first
            const Task task = *std::exchange(running, std::nullopt);
            const std::lock_guard lock(progress->mutex);
            if (progress->inFile) {
                finish(task, *progress->inFile);
            }
            startJob();
        }
        for (auto& [place, folder] : folders) {
            folder.refused.reset(); // it may go by now
        }
        while (const std::optional<Task> task = nextTask()) {
            running = task;
            Progress unread;
            settle(outcomeOf([&] { return perform(*task, unread); }));
        }
    }
};

LabelSaving::LabelSaving(Session& session, std::filesystem::path executable, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this,
                      .session = session,
                      .executable = std::move(executable),
                      .folders = {},
                      .running = {},
                      .progress = {}})
{
    m_impl->startJob();
    m_impl->delay.setSingleShot(true);
    m_impl->delay.setInterval(delayMs);
    connect(&m_impl->delay, &QTimer::timeout, this, [this] { m_impl->begin(); });
    connect(&session, &Session::labelsChanged, this, [this] { m_impl->follow(); });
    connect(&session, &Session::keptMapsChanged, this, [this] { m_impl->follow(); });
}

LabelSaving::~LabelSaving()
{
    flush();
}

void LabelSaving::flush()
{
    m_impl->flush();
}

bool LabelSaving::isWaiting() const
{
    return m_impl->running || m_impl->nextTask();
}
