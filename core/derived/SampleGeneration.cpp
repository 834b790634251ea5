// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SampleGeneration.h"

#include "base/WorkFolder.h"
#include "create/GenerateSamples.h"
#include "jobs/LatestJob.h"
#include "session/OtherSamples.h"
#include "session/UserFiles.h"

#include <QElapsedTimer>
#include <QLocale>

namespace {

constexpr double secondsApart = 3600; ///< a single batch may take long; the user stops it when it takes too long

struct Made
{
    std::shared_ptr<const Space> space;
    std::size_t broken = 0;
};

struct Order
{
    std::shared_ptr<const Space> own;
    LoadRequest request;
    GenerationRecipe recipe;
    std::filesystem::path cache;
    std::filesystem::path program; ///< the engine's
};

std::size_t brokenIn(const Space& space)
{
    const LabelColumn* column = space.labels ? space.labels->find(brokenColumn) : nullptr;
    if (column == nullptr) {
        return 0;
    }
    return static_cast<std::size_t>(std::count_if(column->codes.begin(), column->codes.end(), [&](std::uint32_t code) {
        return code != LabelColumn::unknown && column->values[code] == "yes";
    }));
}

void makeSet(const Order& order, const std::filesystem::path& folder, const JobControl& control)
{
    makeFolder(order.cache);
    pruneGeneratedSets(order.cache, folder);
    WorkFolder work(folder);
    EngineProcess process(order.program, EngineRole::Job);
    const std::stop_callback kill(control.stop, [&process] { process.kill(); });
    process.client().setDeadline(secondsApart, {});
    try {
        const LoadedModel model = process.client().load(order.request);
        generateSamples(process.client(), model, *order.own, order.recipe, work.path(), control);
    } catch (const EngineError& error) {
        throw UserError(std::string(error.what()) + " Nothing of the samples is kept: generate them again.");
    }
    work.become(folder);
}

Made make(const Order& order, const JobControl& control)
{
    const std::filesystem::path folder = order.cache / generatedName(*order.own, order.recipe);
    Outcome<std::shared_ptr<const Space>> there =
        outcomeOf([&] { return withGeneratedSamples(order.own, order.recipe, folder); });
    if (std::holds_alternative<Failure>(there)) {
        makeSet(order, folder, control);
        there = withGeneratedSamples(order.own, order.recipe, folder);
    }
    auto space = std::get<std::shared_ptr<const Space>>(std::move(there));
    const std::size_t broken = brokenIn(*space);
    return {std::move(space), broken};
}

} // namespace

struct SampleGeneration::Impl
{
    SampleGeneration& self;
    Session& session;
    const LiveEngine& engine;
    JobList& jobs;
    std::filesystem::path folder;
    std::shared_ptr<const Space> own; ///< that `job` works for
    std::optional<SessionState> afterwards;
    std::optional<int> listed; ///< the job's number in the list
    QElapsedTimer elapsed;
    LatestJob<Made> job{Supersede::StopRunning, [this](Outcome<Made> outcome) { receive(std::move(outcome)); },
                        [this](double fraction) { report(fraction); }};

    void begin(Order order, const QString& title)
    {
        end();
        own = order.own;
        listed = jobs.add(title, [this] { self.stop(); });
        elapsed.start();
        job.request([order = std::move(order)](const JobControl& control) { return make(order, control); });
        Q_EMIT self.changed();
    }

    void end()
    {
        own.reset();
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

    void receive(Outcome<Made> outcome)
    {
        const std::shared_ptr<const Space> asked = own;
        end();
        Q_EMIT self.changed();
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
            return;
        }
        const Made& made = std::get<Made>(outcome);
        const std::shared_ptr<const Space> now = ownSpace(session.state().space); // maps may have been kept meanwhile
        const auto space = isSameOpening(now, asked) ? withOwnSpace(*made.space, now) : made.space;
        const QString count = QLocale().toString(space->sampleCount());
        session.edit(tr("Generate %1 samples").arg(count), [&](SessionState& state) {
            state = afterwards ? withSavedSamples(state, *afterwards, space) : withOtherSamples(state, space);
        });
        afterwards.reset();
        QString line = tr("%1 samples generated").arg(count);
        if (made.broken > 0) {
            line += tr("; %1 of them have NaN or infinite values (label “%2”)")
                        .arg(QLocale().toString(made.broken), QLatin1String(brokenColumn));
        }
        Q_EMIT self.finished(line);
    }
};

SampleGeneration::SampleGeneration(Session& session, const LiveEngine& engine, JobList& jobs,
                                   std::filesystem::path folder, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine, .jobs = jobs, .folder = std::move(folder)})
{
    connect(&session, &Session::spaceChanged, this, [this] {
        if (isRunning() && !isSameOpening(ownSpace(m_impl->session.state().space), m_impl->own)) {
            stop(); // another space was opened
        }
    });
}

SampleGeneration::~SampleGeneration() = default;

void SampleGeneration::generate(const LoadRequest& request, const GenerationRecipe& recipe,
                                std::optional<SessionState> afterwards)
{
    m_impl->afterwards = std::move(afterwards);
    m_impl->begin({.own = ownSpace(m_impl->session.state().space),
                   .request = request,
                   .recipe = recipe,
                   .cache = m_impl->folder,
                   .program = m_impl->engine.currentProgram()},
                  tr("Generating %1 samples").arg(QLocale().toString(recipe.draws.count)));
}

bool SampleGeneration::isRunning() const
{
    return m_impl->job.isBusy();
}

void SampleGeneration::stop()
{
    m_impl->job.cancel();
    m_impl->afterwards.reset();
    m_impl->end();
    Q_EMIT changed();
}

void SampleGeneration::showOwnSamples()
{
    const auto& space = m_impl->session.state().space;
    if (space && space->generated) {
        m_impl->session.edit(tr("Own samples"),
                             [](SessionState& state) { state = withOtherSamples(state, ownSpace(state.space)); });
    }
}
