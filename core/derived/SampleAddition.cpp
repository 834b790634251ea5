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
    std::size_t leftOut = 0;  ///< cannot be read, or ended the engine
    std::string firstLeftOut; ///< and why
    bool isStopped = false;
    std::string problem; ///< that ended it before it was done
    LatentVector point;  ///< of the last one
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

/// An engine with the model loaded, and another one after it has ended.
class AdditionEngine
{
public:
    AdditionEngine(const LiveEngine& engine, const LoadRequest& request)
        : m_engine(engine)
        , m_request(request)
    {
        start();
    }
    void start()
    {
        m_process.reset();
        m_process = m_engine.startJobEngine();
        m_model = m_process->client().load(m_request);
    }
    [[nodiscard]] EngineClient& client() const { return m_process->client(); }
    [[nodiscard]] const LoadedModel& model() const { return m_model; }

private:
    const LiveEngine& m_engine;
    LoadRequest m_request;
    std::unique_ptr<EngineProcess> m_process;
    LoadedModel m_model;
};

/// Pictures and their latents, one each.
struct Samples
{
    PictureBatch pictures;
    LatentTable latents;
    std::vector<std::size_t> leftOut; ///< of the given pictures: they ended two engines
    std::string problem;              ///< what ended the work before it was done
};

/// Inverts one picture after the other. What is found stays, whatever becomes of the engine.
class InversionsInTurn
{
public:
    InversionsInTurn(AdditionEngine& engine, const AdditionTask& task, const PictureBatch& pictures)
        : m_engine(engine)
        , m_task(task)
        , m_pictures(pictures)
    {
        m_request.scale = inversionScale(task.space->manifest.prior, task.space->latents.get());
        m_request.starts = task.space->latents ? startsAmong(*task.space->latents, mostSampleStarts) : LatentTable();
        m_request.tail = task.tail;
        m_request.options.prior = task.space->manifest.prior;
        m_samples.pictures.shape = pictures.shape;
    }

    /// As far as it is not stopped. Throws UserError when nothing was found before it ended.
    Samples run()
    {
        try {
            while (m_next < m_pictures.count && !m_task.stop.stop_requested()) {
                invertNext();
            }
        } catch (const UserError& error) {
            if (m_samples.pictures.count == 0) {
                throw;
            }
            m_samples.problem = error.what();
        }
        const std::size_t count = m_samples.pictures.count;
        m_samples.latents = {count, count > 0 ? m_values.size() / count : 0, std::move(m_values)};
        return std::move(m_samples);
    }

private:
    static constexpr int mostDeaths = 6; ///< then it is not for the pictures that the engine ends

    void invertNext()
    {
        const std::size_t bytes = m_pictures.shape.bytes();
        const auto first = m_pictures.pixels.begin() + static_cast<std::ptrdiff_t>(m_next * bytes);
        m_request.picture = {m_pictures.shape, {first, first + static_cast<std::ptrdiff_t>(bytes)}};
        const auto count = static_cast<double>(m_pictures.count);
        try {
            if (std::exchange(m_isEnded, false)) {
                m_engine.start();
            }
            const Inversion found =
                m_engine.client().invert(m_request, m_task.stop, [&](const InversionProgress& progress) {
                    const double share = (static_cast<double>(m_next) + progress.fraction) / count;
                    m_task.report(shareOfReading + (1 - shareOfReading) * share);
                });
            if (!m_task.stop.stop_requested()) { // else it is half found
                take(found.point);
            }
        } catch (const EngineError& error) {
            if (error.problem() != EngineProblem::Aborted ||
                !m_task.stop.stop_requested()) { // else before its first step
                takeEnd(error);
            }
        }
    }

    void take(const LatentVector& point)
    {
        m_values.insert(m_values.end(), point.begin(), point.end());
        std::vector<std::uint8_t>& pixels = m_samples.pictures.pixels;
        pixels.insert(pixels.end(), m_request.picture.pixels.begin(), m_request.picture.pixels.end());
        ++m_samples.pictures.count;
        ++m_next;
        m_deathsHere = 0;
    }

    /// The picture at hand has another try; one that ends two engines is left out.
    void takeEnd(const EngineError& error)
    {
        if (error.problem() != EngineProblem::Died || ++m_deaths > mostDeaths) {
            throw;
        }
        m_isEnded = true;
        if (++m_deathsHere == 2) {
            m_samples.leftOut.push_back(m_next);
            ++m_next;
            m_deathsHere = 0;
        }
    }

    AdditionEngine& m_engine;
    const AdditionTask& m_task;
    const PictureBatch& m_pictures;
    InversionRequest m_request;
    Samples m_samples;
    std::vector<float> m_values;
    std::size_t m_next = 0;
    int m_deaths = 0;
    int m_deathsHere = 0;   ///< of the picture at hand
    bool m_isEnded = false; ///< the engine
};

ReadPictures readAll(EngineClient& client, const AdditionTask& task, PictureShape shape)
{
    JobControl control;
    control.stop = task.stop;
    control.report = [&](double fraction) { task.report(shareOfReading * fraction); };
    return client.readPictures(task.files, shape, control);
}

Samples encodeAll(const AdditionEngine& engine, const AdditionTask& task, PictureBatch pictures)
{
    const auto& encoder = task.space->manifest.encoder;
    const PictureShape shape = encoder && encoder->picture.channels > 0 ? encoder->picture : engine.model().picture;
    JobControl control;
    control.stop = task.stop;
    control.report = [&](double share) { task.report(shareOfReading + (1 - shareOfReading) * share); };
    const bool isSame = shape == engine.model().picture;
    Samples samples;
    samples.latents =
        engine.client().encode(isSame ? pictures : readAll(engine.client(), task, shape).pictures, control);
    requireFinite(samples.latents, task.model.encoder.string() + ": what the encoder gave cannot be used");
    samples.pictures = std::move(pictures);
    return samples;
}

/// The files that were read, in order.
std::vector<std::string> readableFiles(const AdditionTask& task, const ReadPictures& read)
{
    std::vector<std::string> files;
    for (std::size_t i = 0; i < task.files.size(); ++i) {
        if (!std::ranges::count(read.unreadable, i, &UnreadablePicture::index)) {
            files.push_back(task.files[i].string());
        }
    }
    return files;
}

void noteLeftOut(Added& added, const std::string& file, const std::string& reason)
{
    if (added.leftOut++ == 0) {
        added.firstLeftOut = reason.starts_with(file) ? reason : file + ": " + reason;
    }
}

Added addAll(const LiveEngine& live, const AdditionTask& task)
{
    requireRoomForSamples(*task.space);
    AdditionEngine engine(live, task.model);
    ReadPictures read = readAll(engine.client(), task, engine.model().picture);
    Added added;
    for (const UnreadablePicture& picture : read.unreadable) {
        noteLeftOut(added, task.files.at(picture.index).string(), picture.reason);
    }
    if (read.pictures.count == 0) {
        return added;
    }
    const std::vector<std::string> files = readableFiles(task, read);
    const std::size_t wanted = read.pictures.count;
    const Samples samples = engine.model().hasEncoder ? encodeAll(engine, task, std::move(read.pictures))
                                                      : InversionsInTurn(engine, task, read.pictures).run();
    for (const std::size_t picture : samples.leftOut) {
        noteLeftOut(added, files.at(picture), "it ended the engine twice. Leave it out.");
    }
    added.count = samples.latents.rows();
    added.problem = samples.problem;
    added.isStopped = samples.problem.empty() && added.count + samples.leftOut.size() < wanted;
    if (added.count > 0) {
        added.space = appendSamples(*task.space, samples.pictures, samples.latents);
        const LatentView last = samples.latents.row(added.count - 1);
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
        if (!added.problem.empty()) {
            parts << tr("Then it ended: %1").arg(QString::fromStdString(added.problem));
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
            return addAll(engine, reporting);
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
