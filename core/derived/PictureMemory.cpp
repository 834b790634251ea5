// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/PictureMemory.h"

#include "jobs/LatestJob.h"
#include "session/RememberedPictures.h"

#include <QTimer>

#include <utility>

namespace {
constexpr int delayMs = 1500;
}

struct PictureMemory::Impl
{
    PictureMemory& self;
    const Session& session;
    const DecodedPreview& preview;
    std::filesystem::path cache;
    std::shared_ptr<const Space> space;
    std::filesystem::path sessionFile; ///< that `space` came from; empty when it was opened by itself
    bool hasNew = false;
    QTimer delay = QTimer();
    LatestJob<bool> job{Supersede::FinishRunning, [this](const Outcome<bool>&) { Q_EMIT self.kept(); }};

    void followSpace()
    {
        const auto before = std::exchange(space, session.state().space);
        if (!isSameOpening(space, before)) {
            sessionFile.clear();
            hasNew = false;
            delay.stop();
        }
    }

    void changed()
    {
        followSpace();
        if (!preview.image().isNull() && space) {
            hasNew = true;
            if (!delay.isActive()) {
                delay.start();
            }
        }
    }

    /// Empty when there is nothing to keep.
    LatestJob<bool>::Work takeWork()
    {
        followSpace();
        delay.stop();
        if (!std::exchange(hasNew, false) || preview.image().isNull()) {
            return {};
        }
        return [cache = cache, place = space->location, file = sessionFile,
                image = preview.image().copy()](const JobControl&) {
            rememberPicture(cache, place, image);
            if (!file.empty()) {
                rememberPicture(cache, file, image);
            }
            return true;
        };
    }
};

PictureMemory::PictureMemory(const Session& session, const DecodedPreview& preview, std::filesystem::path cache,
                             QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .preview = preview, .cache = std::move(cache)})
{
    m_impl->delay.setSingleShot(true);
    m_impl->delay.setInterval(delayMs);
    connect(&m_impl->delay, &QTimer::timeout, this, &PictureMemory::keep);
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->followSpace(); });
    connect(&preview, &DecodedPreview::imageChanged, this, [this] { m_impl->changed(); });
}

PictureMemory::~PictureMemory()
{
    if (const auto work = m_impl->takeWork()) {
        (void)outcomeOf([&] { return work({}); });
    }
}

void PictureMemory::alsoOf(const std::filesystem::path& session)
{
    m_impl->followSpace();
    m_impl->sessionFile = session;
    m_impl->changed();
}

void PictureMemory::keep()
{
    if (const auto work = m_impl->takeWork()) {
        m_impl->job.request(work);
    }
}
