// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/PictureInversion.h"

#include "derived/InversionWork.h"
#include "jobs/LatestJob.h"
#include "session/PointEdits.h"

#include <utility>

namespace {

constexpr std::size_t mostSampleStarts = 64;

PictureShape encoderShapeOf(const Space& space, const LoadedModel& model)
{
    const auto& encoder = space.manifest.encoder;
    return encoder && encoder->picture.channels > 0 ? encoder->picture : model.picture;
}

} // namespace

struct PictureInversion::Impl
{
    PictureInversion& self;
    Session& session;
    LiveEngine& engine;
    Status status = Status::Idle;
    QString name;     ///< of the picture that is read
    LatentVector put; ///< the point as the search last left it
    int gesture = 0;  ///< of the search: all of it is one step
    int step = 0;
    int steps = InversionOptions().steps;
    std::uint64_t seed = 0; ///< of the last search from anywhere
    bool isPutting = false;
    std::shared_ptr<SearchSight> sight;
    LatestJob<TakenPicture> reading{Supersede::StopRunning,
                                    [this](Outcome<TakenPicture> outcome) { receive(std::move(outcome)); }};
    LatestJob<Inversion> searching{Supersede::StopRunning,
                                   [this](Outcome<Inversion> outcome) { receive(std::move(outcome)); },
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

    [[nodiscard]] const LoadedModel* model() const { return session.state().space ? engine.model() : nullptr; }

    void take(PictureFile file)
    {
        const LoadedModel* const loaded = model();
        const std::shared_ptr<EngineProcess> process = engine.process();
        name = QString::fromStdString(file.name);
        if (loaded == nullptr || !process) {
            Q_EMIT self.failed(tr("%1 needs a space: open one first, and wait until its picture is there.").arg(name));
            return;
        }
        searching.cancel();
        step = 0;
        setStatus(Status::Reading);
        reading.request([process, model = *loaded, shape = encoderShapeOf(*session.state().space, *loaded),
                         file = std::move(file)](const JobControl& control) {
            return takePicture(*process, model, shape, file, control);
        });
    }

    void receive(Outcome<TakenPicture> outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            setStatus(Status::Idle);
            Q_EMIT self.failed(QString::fromStdString(failure->message));
            return;
        }
        auto& taken = std::get<TakenPicture>(outcome);
        SessionView view = session.view();
        view.outside = std::make_shared<const OutsidePicture>(std::move(taken.outside));
        session.setView(std::move(view));
        gesture = session.newGesture();
        if (taken.encoded) {
            putPoint(*taken.encoded, tr("Encode %1").arg(name));
            setStatus(Status::Done);
        } else if (!search(Start::Anywhere)) {
            setStatus(Status::Stopped);
        }
    }

    void putPoint(const LatentVector& point, const QString& text)
    {
        if (point.size() != session.state().base.size()) {
            return;
        }
        isPutting = true;
        session.edit(
            text,
            [&](SessionState& state) {
                for (AttributeSlider& slider : state.attributes) {
                    slider.amount = 0;
                }
                goToPoint(state, point, nullptr, true);
            },
            gesture);
        put = session.currentPoint();
        isPutting = false;
    }

    /// False when there is nothing to search with.
    bool search(Start start)
    {
        std::optional<LoadRequest> model = engine.jobRequest();
        if (!self.canSearch() || !model) {
            return false;
        }
        model->encoder.clear(); // the search does without
        const SessionState& state = session.state();
        const LatentTable* const samples = state.space->latents.get();
        InversionRequest request;
        request.picture = session.view().outside->picture;
        request.scale = inversionScale(state.space->manifest.prior, samples);
        request.tail = state.rowTail();
        request.options.prior = state.space->manifest.prior;
        if (start == Start::Anywhere) {
            request.options.seed = ++seed;
            request.starts = samples != nullptr ? startsAmong(*samples, mostSampleStarts) : LatentTable();
        } else {
            request.options.draws = 0;
            request.starts = {1, state.base.size(), session.currentPoint()};
        }
        if (put != session.currentPoint() || status == Status::Done) { // to go on belongs to the step, else not
            gesture = session.newGesture();
        }
        put = session.currentPoint();
        name = QString::fromStdString(session.view().outside->name);
        steps = request.options.steps;
        step = 0;
        sight = std::make_shared<SearchSight>();
        setStatus(Status::Searching);
        searching.request(
            [&engine = engine, model = *model, request = std::move(request), sight = sight](const JobControl& control) {
                return searchPoint(engine, model, request, *sight, control);
            });
        return true;
    }

    void follow()
    {
        if (const auto newest = sight->newest()) {
            step = newest->step;
            putPoint(newest->point, tr("Invert %1").arg(name));
            Q_EMIT self.changed();
        }
    }

    void receive(Outcome<Inversion> outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            follow();
            setStatus(Status::Stopped);
            Q_EMIT self.failed(tr("%1 Nothing is lost: Go on continues from where the search was.")
                                   .arg(QString::fromStdString(failure->message)));
            return;
        }
        const auto& found = std::get<Inversion>(outcome);
        step = found.steps;
        putPoint(found.point, tr("Invert %1").arg(name));
        setStatus(Status::Done);
    }

    void stop()
    {
        reading.cancel();
        searching.cancel();
        if (status == Status::Reading) {
            setStatus(session.view().outside ? Status::Stopped : Status::Idle);
        } else if (status == Status::Searching) {
            setStatus(Status::Stopped);
        }
    }

    /// The hand goes first: who moves the point, or takes a step back, ends the search.
    void pointMoved()
    {
        if (!isPutting && status == Status::Searching && session.currentPoint() != put) {
            stop();
        }
    }

    void spaceChanged()
    {
        stop();
        put.clear();
        setStatus(session.view().outside ? Status::Stopped : Status::Idle);
    }
};

PictureInversion::PictureInversion(Session& session, LiveEngine& engine, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine})
{
    connect(&session, &Session::pointChanged, this, [this] { m_impl->pointMoved(); });
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->spaceChanged(); });
    connect(&session, &Session::viewChanged, this, &PictureInversion::changed);
    connect(&engine, &LiveEngine::ready, this, &PictureInversion::changed);
}

PictureInversion::~PictureInversion() = default;

PictureInversion::Status PictureInversion::status() const
{
    return m_impl->status;
}

bool PictureInversion::isRunning() const
{
    return m_impl->status == Status::Reading || m_impl->status == Status::Searching;
}

int PictureInversion::step() const
{
    return m_impl->step;
}

int PictureInversion::steps() const
{
    return m_impl->steps;
}

bool PictureInversion::canSearch() const
{
    const auto& outside = m_impl->session.view().outside;
    const LoadedModel* const model = m_impl->model();
    return outside && model != nullptr && outside->picture.shape == model->picture &&
           m_impl->session.state().base.size() == static_cast<std::size_t>(model->latentSize);
}

void PictureInversion::take(const std::filesystem::path& file)
{
    m_impl->take({.file = file, .bytes = {}, .name = file.filename().string()});
}

void PictureInversion::take(const QByteArray& file, const QString& name)
{
    m_impl->take({.file = {}, .bytes = file, .name = name.toStdString()});
}

void PictureInversion::search(Start start)
{
    m_impl->search(start);
}

void PictureInversion::stop()
{
    m_impl->stop();
}

void PictureInversion::forget()
{
    m_impl->stop();
    SessionView view = m_impl->session.view();
    view.outside = nullptr;
    m_impl->session.setView(std::move(view));
    m_impl->setStatus(Status::Idle);
}
