// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/DecodedPreview.h"

#include "derived/PictureImage.h"
#include "jobs/LatestJob.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace {

using Clock = std::chrono::steady_clock;

struct Decoded
{
    quint64 serial = 0;
    LatentVector point;
    LatentVector row; ///< the point and what goes in beside it
    QImage image;
    double nonFiniteShare = 0;
    double decodeMs = 0;
    QString problem;           ///< the decoder's own; there is no image then
    bool isEngineLost = false; ///< `ready` will come again, and the question with it
};

/// What the worker keeps from one decode to the next.
struct Worker
{
    std::shared_ptr<EngineProcess> process; ///< that `stream` belongs to
    std::unique_ptr<DecodeStream> stream;
    Picture picture;

    std::mutex mutex;
    std::vector<QImage> used; ///< images nobody shows any more, to be written again

    QImage takeUsed()
    {
        const std::lock_guard lock(mutex);
        if (used.empty()) {
            return {};
        }
        QImage image = std::move(used.back());
        used.pop_back();
        return image;
    }
    void giveBack(QImage image)
    {
        const std::lock_guard lock(mutex);
        if (!image.isNull() && image.isDetached() && used.size() < 2) {
            used.push_back(std::move(image));
        }
    }

    void decode(const std::shared_ptr<EngineProcess>& engine, Decoded& decoded)
    {
        if (engine != process) {
            stream.reset();
            process = engine;
            stream = engine->client().openStream();
        }
        decoded.decodeMs = engine->client().decode(*stream, decoded.row, picture);
        decoded.image = takeUsed();
        copyToImage(picture.shape, picture.pixels, decoded.image);
        decoded.nonFiniteShare = picture.nonFiniteShare;
    }
};

Decoded decodeWith(Worker& worker, const std::shared_ptr<EngineProcess>& engine, quint64 serial, LatentVector point,
                   LatentVector row)
{
    Decoded decoded;
    decoded.serial = serial;
    decoded.point = std::move(point);
    decoded.row = std::move(row);
    try {
        worker.decode(engine, decoded);
    } catch (const EngineError& error) {
        worker.stream.reset();
        worker.process.reset();
        decoded.isEngineLost = true;
        if (error.problem() != EngineProblem::Died) {
            engine->kill(); // it speaks nonsense or was given up: its end brings another
        }
    } catch (const std::exception& error) {
        decoded.problem = QString::fromStdString(error.what());
    }
    return decoded;
}

/// Times from a request to its picture on the screen.
class LatencyMeter
{
public:
    void requested(quint64 serial) { m_open.push_back({serial, Clock::now()}); }
    void forgetRequests() { m_open.clear(); }
    void painted(quint64 serial)
    {
        std::optional<Clock::time_point> begun;
        while (!m_open.empty() && m_open.front().serial <= serial) { // moves skipped on the way are shown by it too
            begun = m_open.front().time;
            m_open.pop_front();
        }
        if (begun) {
            m_ms[m_count++ % m_ms.size()] = std::chrono::duration<double, std::milli>(Clock::now() - *begun).count();
        }
    }
    [[nodiscard]] DecodedPreview::Latency latency() const
    {
        std::vector<double> sorted(m_ms.begin(),
                                   m_ms.begin() + static_cast<std::ptrdiff_t>(std::min(m_count, m_ms.size())));
        if (sorted.empty()) {
            return {};
        }
        std::sort(sorted.begin(), sorted.end());
        const auto at = [&](double share) {
            return sorted[static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size()))) - 1];
        };
        return {.p50Ms = at(0.5), .p95Ms = at(0.95), .count = static_cast<int>(sorted.size())};
    }

private:
    struct Request
    {
        quint64 serial = 0;
        Clock::time_point time;
    };
    std::deque<Request> m_open;
    std::array<double, 500> m_ms{};
    std::size_t m_count = 0;
};

} // namespace

struct DecodedPreview::Impl
{
    DecodedPreview& self;
    const Session& session;
    LiveEngine& engine;
    std::shared_ptr<const Space> space; ///< that `shown` is of
    Decoded shown;
    quint64 newest = 0;
    quint64 stopsSeen = 0;          ///< engine.stops() when the user last moved
    quint64 answered = 0;           ///< serial of the newest answer
    std::atomic<quint64> begun = 0; ///< serial that the engine was last asked for
    bool isHeldBack = false;        ///< the point at hand made the user stop the engine
    QString message;
    LatencyMeter meter;
    Worker worker;
    LatestJob<Decoded> job{Supersede::FinishRunning,
                           [this](Outcome<Decoded> outcome) { receive(std::get<Decoded>(std::move(outcome))); }};

    void refresh()
    {
        isHeldBack = false;
        stopsSeen = engine.stops();
        const auto before = std::exchange(space, session.state().space);
        if (!isSameOpening(space, before)) {
            clear({});
        }
        request();
    }

    void request()
    {
        const LoadedModel* model = engine.model();
        const std::shared_ptr<EngineProcess> process = engine.process();
        const LatentVector& row = session.decodedRow();
        if (model == nullptr || !process || !space || row.size() != model->rowSize()) {
            return; // `ready` will come
        }
        ++newest;
        if (!shown.image.isNull()) { // a move: the first picture of a space answers no hand
            meter.requested(newest);
        }
        job.request([this, process, serial = newest, point = session.currentPoint(), row](const JobControl&) {
            if (engine.process() == process) { // not one that was just stopped
                begun = serial;
            }
            return decodeWith(worker, process, serial, point, row);
        });
    }

    /// The engine is there (again): ask anew, unless it was stopped because of this very question.
    void engineReady()
    {
        if (newest > answered && engine.stops() != stopsSeen && begun == newest) {
            isHeldBack = true;
        }
        if (isHeldBack) {
            say(tr("Decoding this point was stopped. Move to another one to go on."));
        } else {
            say({});
            refresh();
        }
    }

    void engineChanged()
    {
        switch (engine.status()) {
        case LiveEngine::Status::Idle:
            say(tr("Open a space to see its pictures."));
            break;
        case LiveEngine::Status::Starting:
            say(tr("Starting the engine…"));
            break;
        case LiveEngine::Status::Loading:
            say(tr("Loading the decoder…"));
            break;
        case LiveEngine::Status::GaveUp:
            say(tr("The engine ended several times within a minute; its log says why. Open a space to try again."));
            break;
        case LiveEngine::Status::Ready:
        case LiveEngine::Status::Failed: // their signals say more
            break;
        }
        if (engine.status() != LiveEngine::Status::Ready) {
            job.cancel();
            meter.forgetRequests();
        }
    }

    void receive(Decoded decoded)
    {
        if (decoded.isEngineLost || engine.status() != LiveEngine::Status::Ready) {
            return;
        }
        answered = decoded.serial;
        if (!decoded.problem.isEmpty()) {
            clear(decoded.problem);
            return;
        }
        worker.giveBack(std::exchange(shown, std::move(decoded)).image);
        message.clear();
        Q_EMIT self.imageChanged();
    }

    /// No picture, because of `why`.
    void clear(const QString& why)
    {
        shown = {};
        shown.serial = answered;
        message = why;
        Q_EMIT self.imageChanged();
    }

    void say(const QString& text)
    {
        if (std::exchange(message, text) != text) {
            Q_EMIT self.imageChanged();
        }
    }
};

DecodedPreview::DecodedPreview(const Session& session, LiveEngine& engine, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine})
{
    connect(&session, &Session::pointChanged, this, [this] { m_impl->refresh(); });
    connect(&session, &Session::inputsChanged, this, [this] { m_impl->refresh(); });
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->refresh(); });
    connect(&engine, &LiveEngine::statusChanged, this, [this] { m_impl->engineChanged(); });
    connect(&engine, &LiveEngine::ready, this, [this] { m_impl->engineReady(); });
    connect(&engine, &LiveEngine::loadFailed, this, [this](ModelProblem, const QString& why) { m_impl->clear(why); });
    m_impl->engineChanged();
    m_impl->refresh();
}

DecodedPreview::~DecodedPreview()
{
    if (m_impl->job.isBusy()) {
        if (const std::shared_ptr<EngineProcess> process = m_impl->engine.process()) {
            process->kill(); // a decoder may never return, and the thread must
        }
    }
}

const QImage& DecodedPreview::image() const
{
    return m_impl->shown.image;
}

const LatentVector& DecodedPreview::point() const
{
    return m_impl->shown.point;
}

const LatentVector& DecodedPreview::row() const
{
    return m_impl->shown.row;
}

quint64 DecodedPreview::serial() const
{
    return m_impl->shown.serial;
}

quint64 DecodedPreview::newestSerial() const
{
    return m_impl->newest;
}

double DecodedPreview::nonFiniteShare() const
{
    return m_impl->shown.nonFiniteShare;
}

double DecodedPreview::decodeMs() const
{
    return m_impl->shown.decodeMs;
}

QString DecodedPreview::message() const
{
    return m_impl->message;
}

void DecodedPreview::painted(quint64 serial)
{
    m_impl->meter.painted(serial);
}

DecodedPreview::Latency DecodedPreview::latency() const
{
    return m_impl->meter.latency();
}

void DecodedPreview::refresh()
{
    m_impl->refresh();
}
