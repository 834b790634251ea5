// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SampleAddition.h"

#include "derived/SampleAppend.h"
#include "jobs/LatestJob.h"
#include "space/GeneratedSamples.h"
#include "space/LabelChange.h"
#include "space/LabelFile.h"

#include <algorithm>
#include <utility>

namespace {

using Path = std::filesystem::path;

constexpr std::size_t mostSampleStarts = 64;
constexpr double shareOfReading = 0.1; ///< of the time, as progress tells it

struct Added
{
    std::shared_ptr<const Space> space; ///< null when there was nothing to add
    std::size_t count = 0;
    std::size_t leftOut = 0;  ///< cannot be read
    std::string firstLeftOut; ///< and why
    bool isStopped = false;
    LatentVector point; ///< of the last one
};

/// What a worker needs to turn files into samples.
struct AdditionTask
{
    std::shared_ptr<const Space> space;
    LoadRequest model;
    LatentVector tail;
    std::vector<Path> files;
    std::stop_token stop;
    std::function<void(double)> report;
};

PictureBatch onlyFirst(PictureBatch pictures, std::size_t count)
{
    pictures.count = count;
    pictures.pixels.resize(count * pictures.shape.bytes());
    return pictures;
}

/// As far as it is not stopped.
LatentTable invertAll(EngineClient& client, const AdditionTask& task, const PictureBatch& pictures)
{
    InversionRequest request;
    request.scale = inversionScale(task.space->manifest.prior, task.space->latents.get());
    request.starts = task.space->latents ? startsAmong(*task.space->latents, mostSampleStarts) : LatentTable();
    request.tail = task.tail;
    request.options.prior = task.space->manifest.prior;
    std::vector<float> all;
    std::size_t done = 0;
    std::size_t size = 0;
    const std::size_t bytes = pictures.shape.bytes();
    while (done < pictures.count && !task.stop.stop_requested()) {
        const auto first = pictures.pixels.begin() + static_cast<std::ptrdiff_t>(done * bytes);
        request.picture = {pictures.shape, {first, first + static_cast<std::ptrdiff_t>(bytes)}};
        const Inversion found = client.invert(request, task.stop, [&](const InversionProgress& progress) {
            const double share = (static_cast<double>(done) + progress.fraction) / static_cast<double>(pictures.count);
            task.report(shareOfReading + (1 - shareOfReading) * share);
        });
        if (task.stop.stop_requested()) {
            break; // half found
        }
        size = found.point.size();
        all.insert(all.end(), found.point.begin(), found.point.end());
        ++done;
    }
    return {done, size, std::move(all)};
}

ReadPictures readAll(EngineClient& client, const AdditionTask& task, PictureShape shape)
{
    JobControl control;
    control.stop = task.stop;
    control.report = [&](double fraction) { task.report(shareOfReading * fraction); };
    return client.readPictures(task.files, shape, control);
}

Added addAll(EngineProcess& engine, const AdditionTask& task)
{
    requireRoomForSamples(*task.space);
    const LoadedModel model = engine.client().load(task.model);
    const auto& encoder = task.space->manifest.encoder;
    const PictureShape encoderShape = encoder && encoder->picture.channels > 0 ? encoder->picture : model.picture;
    ReadPictures read = readAll(engine.client(), task, model.picture);
    Added added;
    added.leftOut = read.unreadable.size();
    if (added.leftOut > 0) {
        const UnreadablePicture& first = read.unreadable.front();
        const std::string file = task.files.at(first.index).string();
        added.firstLeftOut = first.reason.starts_with(file) ? first.reason : file + ": " + first.reason;
    }
    if (read.pictures.count == 0) {
        return added;
    }
    LatentTable latents;
    if (model.hasEncoder) {
        JobControl control;
        control.stop = task.stop;
        control.report = [&](double share) { task.report(shareOfReading + (1 - shareOfReading) * share); };
        const bool isSame = encoderShape == model.picture;
        latents = engine.client().encode(isSame ? read.pictures : readAll(engine.client(), task, encoderShape).pictures,
                                         control);
        requireFinite(latents, task.model.encoder.string() + ": what the encoder gave cannot be used");
    } else {
        latents = invertAll(engine.client(), task, read.pictures);
    }
    added.isStopped = latents.rows() < read.pictures.count;
    added.count = latents.rows();
    if (added.count > 0) {
        added.space = appendSamples(*task.space, onlyFirst(std::move(read.pictures), added.count), latents);
        const LatentView last = latents.row(added.count - 1);
        added.point.assign(last.begin(), last.end());
    }
    return added;
}

} // namespace

struct SampleAddition::Impl
{
    SampleAddition& self;
    Session& session;
    LiveEngine& engine;
    std::stop_source stopSource;
    bool isRunning = false;
    bool isPointKept = false; ///< the current point is one of the new samples
    LatestJob<Added> job{Supersede::FinishRunning, [this](Outcome<Added> outcome) { receive(std::move(outcome)); },
                         [this](double fraction) { Q_EMIT self.progressed(fraction); }};

    void setRunning(bool running)
    {
        if (std::exchange(isRunning, running) != running) {
            Q_EMIT self.runningChanged();
        }
    }

    bool canBegin()
    {
        if (isRunning) {
            Q_EMIT self.failed(tr("Samples are being added already. Wait until that is done, or stop it."));
        } else if (!session.state().space || !engine.jobRequest()) {
            Q_EMIT self.failed(tr("Open a space first, and wait until its picture is there: samples belong to one."));
        } else {
            return true;
        }
        return false;
    }

    void begin(std::function<Added(const JobControl&)> work, bool keepsPoint)
    {
        isPointKept = keepsPoint;
        setRunning(true);
        job.request(std::move(work));
    }

    void receive(Outcome<Added> outcome)
    {
        setRunning(false);
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(stopSource.stop_requested() ? tr("Adding samples was stopped; the space is as it was.")
                                                           : QString::fromStdString(failure->message));
            return;
        }
        const Added& added = std::get<Added>(outcome);
        if (!added.space) {
            Q_EMIT self.failed(added.leftOut > 0 ? tr("No sample was added. %1").arg(leftOutText(added))
                                                 : tr("Adding samples was stopped; the space is as it was."));
            return;
        }
        const auto now = session.state().space;
        if (now && now->location == added.space->location) {
            const QString text = added.count == 1 ? tr("Add a sample") : tr("Add %1 samples").arg(added.count);
            session.edit(text, [&](SessionState& state) {
                if (state.ownLabels) { // what the folder may not hold yet
                    state.ownLabels = std::make_shared<const LabelTable>(
                        withChange(*labelsOf(*ownSpace(now)), *state.ownLabels, *labelsOf(*added.space)));
                }
                state.space = added.space;
                if (isPointKept && state.currentPoint() == added.point) {
                    state.sample = static_cast<std::uint32_t>(added.space->sampleCount() - 1);
                }
            });
        }
        QStringList parts{added.count == 1 ? tr("1 sample was added to %1.").arg(nameOf(added))
                                           : tr("%1 samples were added to %2.").arg(added.count).arg(nameOf(added))};
        if (added.isStopped) {
            parts << tr("Then it was stopped.");
        }
        if (added.leftOut > 0) {
            parts << leftOutText(added);
        }
        Q_EMIT self.added(parts.join(QLatin1Char(' ')));
    }

    [[nodiscard]] static QString nameOf(const Added& added) { return QString::fromStdString(added.space->name()); }
    [[nodiscard]] static QString leftOutText(const Added& added)
    {
        const QString first = QString::fromStdString(added.firstLeftOut);
        return added.leftOut == 1 ? tr("Left out: %1").arg(first)
                                  : tr("%1 were left out, the first: %2").arg(added.leftOut).arg(first);
    }
};

SampleAddition::SampleAddition(Session& session, LiveEngine& engine, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine, .stopSource = {}})
{
}

SampleAddition::~SampleAddition()
{
    m_impl->stopSource.request_stop();
}

void SampleAddition::addOutside()
{
    const auto& outside = m_impl->session.view().outside;
    if (!outside || !m_impl->canBegin()) {
        return;
    }
    const SessionState& state = m_impl->session.state();
    m_impl->stopSource = {};
    m_impl->begin(
        [space = state.space, outside, point = m_impl->session.currentPoint()](const JobControl&) {
            Added added{.count = 1, .point = point};
            added.space = appendSamples(*space, {1, outside->picture.shape, outside->picture.pixels, {}},
                                        {1, point.size(), point});
            return added;
        },
        true);
}

void SampleAddition::addFiles(std::vector<std::filesystem::path> files)
{
    if (files.empty() || !m_impl->canBegin()) {
        return;
    }
    m_impl->stopSource = {};
    AdditionTask task{.space = m_impl->session.state().space,
                      .model = *m_impl->engine.jobRequest(),
                      .tail = m_impl->session.state().rowTail(),
                      .files = std::move(files),
                      .stop = m_impl->stopSource.get_token(),
                      .report = {}};
    m_impl->begin(
        [&engine = m_impl->engine, task = std::move(task)](const JobControl& control) {
            AdditionTask reporting = task;
            reporting.report = control.report;
            return addAll(*engine.startJobEngine(), reporting);
        },
        false);
}

void SampleAddition::stop()
{
    m_impl->stopSource.request_stop();
}

bool SampleAddition::isRunning() const
{
    return m_impl->isRunning;
}
