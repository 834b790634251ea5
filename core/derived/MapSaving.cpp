// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/MapSaving.h"

#include "jobs/LatestJob.h"
#include "space/GeneratedSamples.h"
#include "space/KeepMap.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <utility>

namespace {

using SharedSpace = std::shared_ptr<const Space>;

/// One folder's maps, as spaces without their samples: those of a space that was closed take room.
struct Folder
{
    std::vector<std::weak_ptr<const LatentTable>> known; ///< an opening with others has just been read
    SharedSpace written;                                 ///< whose maps it holds
    SharedSpace wanted;                                  ///< of the session, the newest
    SharedSpace refused;                                 ///< one of these that could not be written
};

SharedSpace withoutSamples(const Space& space)
{
    auto bare = std::make_shared<Space>(space);
    bare->latents.reset();
    bare->labels.reset();
    return bare;
}

struct Task
{
    SharedSpace before;
    SharedSpace after;
    std::weak_ptr<const LatentTable> latents;               ///< of the newest opening, which both are of
    std::atomic<std::shared_ptr<const Space>> written = {}; ///< readable when its outcome was never delivered
};

std::vector<const SavedMap*> mapsOnlyIn(const Space& space, const Space& other)
{
    std::vector<const SavedMap*> only;
    for (const SavedMap& map : space.manifest.maps) {
        const SavedMap* const same = mapNamed(other.manifest.maps, map.name);
        if (same == nullptr || !isSameMap(*same, map)) {
            only.push_back(&map);
        }
    }
    return only;
}

bool haveSameMaps(const Space& a, const Space& b)
{
    return mapsOnlyIn(a, b).empty() && mapsOnlyIn(b, a).empty();
}

/// What was written, for the status line.
QString lineOf(const Space& before, const Space& after)
{
    const auto gone = mapsOnlyIn(before, after);
    const auto come = mapsOnlyIn(after, before);
    const QString space = QString::fromStdString(after.name());
    const auto name = [](const std::vector<const SavedMap*>& maps) {
        return QString::fromStdString(maps.front()->name);
    };
    if (come.size() == 1 && gone.size() == 1 && come.front()->positions == gone.front()->positions) {
        return MapSaving::tr("The map “%1” of %2 is called “%3” now").arg(name(gone), space, name(come));
    }
    if (come.size() == 1 && (gone.empty() || name(gone) == name(come))) {
        return MapSaving::tr("The map “%1” is kept in %2").arg(name(come), space);
    }
    if (gone.size() == 1 && come.empty()) {
        return MapSaving::tr("The map “%1” is removed from %2").arg(name(gone), space);
    }
    return MapSaving::tr("The maps of %1 are written").arg(space);
}

} // namespace

struct MapSaving::Impl
{
    MapSaving& self;
    Session& session;
    std::map<std::filesystem::path, Folder> folders;
    std::shared_ptr<Task> running;
    std::unique_ptr<LatestJob<SharedSpace>> job;

    void startJob()
    {
        job = std::make_unique<LatestJob<SharedSpace>>(
            Supersede::FinishRunning, [this](const Outcome<SharedSpace>& outcome) { receive(outcome); });
    }

    static bool isNew(Folder& folder, const std::shared_ptr<const LatentTable>& latents)
    {
        std::erase_if(folder.known, [](const auto& known) { return known.expired(); });
        const bool isKnown = std::ranges::any_of(folder.known, [&](const auto& one) { return one.lock() == latents; });
        if (!isKnown) {
            folder.known.push_back(latents);
        }
        return !isKnown;
    }

    /// With known latents it is the space as it was there before, perhaps with other maps; else it was just read.
    void follow()
    {
        const SharedSpace own = ownSpace(session.state().space);
        if (!own || own->isBareDecoder || !own->latents) {
            return;
        }
        Folder& folder = folders[own->location];
        folder.wanted = withoutSamples(*own);
        if (isNew(folder, own->latents)) {
            folder.written = folder.wanted;
        }
        begin();
    }

    [[nodiscard]] std::shared_ptr<Task> nextTask() const
    {
        for (const auto& [place, folder] : folders) {
            if (folder.refused != folder.wanted && !haveSameMaps(*folder.written, *folder.wanted)) {
                auto task = std::make_shared<Task>();
                task->before = folder.written;
                task->after = folder.wanted;
                task->latents = folder.known.back();
                return task;
            }
        }
        return nullptr;
    }

    static SharedSpace perform(Task& task)
    {
        Space after = *task.after;
        after.latents = task.latents.lock(); // by which a map says what it was made from
        task.written = withoutSamples(*writeMaps(*task.before, after));
        return task.written;
    }

    void begin()
    {
        if (running) {
            return; // what ends looks for more
        }
        running = nextTask();
        if (running) {
            job->request([task = running](const JobControl&) { return perform(*task); });
        }
    }

    void receive(const Outcome<SharedSpace>& outcome)
    {
        settle(outcome);
        begin();
    }

    void settle(const Outcome<SharedSpace>& outcome)
    {
        const std::shared_ptr<Task> task = std::exchange(running, nullptr);
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            folders[task->after->location].refused = task->after;
            Q_EMIT self.failed(tr("%1 The window has the maps as you left them, the folder does not.")
                                   .arg(QString::fromStdString(failure->message)));
        } else {
            finish(*task, std::get<SharedSpace>(outcome));
        }
    }

    void finish(const Task& task, const SharedSpace& written)
    {
        Folder& folder = folders[task.after->location];
        if (folder.written == task.before) { // else it was read anew meanwhile
            folder.written = written;
        }
        Q_EMIT self.saved(lineOf(*task.before, *task.after));
    }

    void flush()
    {
        if (running) {
            job.reset(); // a write that runs ends first
            const std::shared_ptr<Task> task = std::exchange(running, nullptr);
            if (const SharedSpace written = task->written) {
                finish(*task, written);
            }
            startJob();
        }
        for (auto& [place, folder] : folders) {
            folder.refused.reset(); // it may go by now
        }
        while (const std::shared_ptr<Task> task = nextTask()) {
            running = task;
            settle(outcomeOf([&] { return perform(*task); }));
        }
    }
};

MapSaving::MapSaving(Session& session, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .folders = {}, .running = {}, .job = {}})
{
    m_impl->startJob();
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->follow(); });
    connect(&session, &Session::keptMapsChanged, this, [this] { m_impl->follow(); });
    m_impl->follow();
}

MapSaving::~MapSaving()
{
    flush();
}

void MapSaving::flush()
{
    m_impl->flush();
}

bool MapSaving::isWaiting() const
{
    return m_impl->running || m_impl->nextTask();
}
