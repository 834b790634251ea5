// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/LiveEngine.h"

#include "derived/EngineStart.h"
#include "jobs/LatestJob.h"

#include <QSocketNotifier>
#include <QTime>

#include <algorithm>
#include <chrono>
#include <deque>
#include <future>
#include <mutex>

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::minutes deathWindow{1};

/// An engine that ended by itself, kept for its log.
struct End
{
    StartedEngine engine;
    QTime time;
};

QString textOf(const End& end)
{
    return LiveEngine::tr("%1: engine %2 (%3) %4. It wrote:\n%5")
        .arg(end.time.toString(Qt::ISODate))
        .arg(end.engine.process->pid())
        .arg(QString::fromStdString(end.engine.program.string()), QString::fromStdString(end.engine.process->ending()),
             QString::fromStdString(end.engine.process->log()));
}

/// The engines that there are.
struct Programs
{
    std::vector<EngineProgram> programs;
    std::string gpuHint;
};

/// Takes what a waiting thread says to the GUI thread, as long as there is somebody to tell.
class OverdueRelay
{
public:
    explicit OverdueRelay(LiveEngine& engine)
        : m_engine(&engine)
    {
    }
    void tell(std::function<void(LiveEngine&)> what)
    {
        const std::lock_guard lock(m_mutex);
        if (m_engine != nullptr) {
            QMetaObject::invokeMethod(
                m_engine, [engine = m_engine, what = std::move(what)] { what(*engine); }, Qt::QueuedConnection);
        }
    }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_engine = nullptr;
    }

private:
    std::mutex m_mutex;
    LiveEngine* m_engine;
};

} // namespace

struct LiveEngine::Impl
{
    Impl(LiveEngine& owner, std::filesystem::path runningProgram, std::filesystem::path chosenProgram)
        : self(owner)
        , executable(std::move(runningProgram))
        , chosen(std::move(chosenProgram))
        , relay(std::make_shared<OverdueRelay>(owner))
        , search(std::make_shared<EngineSearch>(executable))
    {
        startSpare();
        listPrograms();
    }

    void listPrograms()
    {
        listing.request([search = search](const JobControl& control) {
            Programs listed{search->programs(control.stop), {}};
            listed.gpuHint = hintAboutGpu(listed.programs);
            return listed;
        });
    }

    /// The engine beside this program is the likeliest one: it reads its libraries while the others are looked for.
    void startSpare()
    {
        const std::filesystem::path program = chosen.empty() ? executable.parent_path() / "morphoscope-engine" : chosen;
        const auto process =
            outcomeOf([&] { return std::make_shared<EngineProcess>(program, EngineRole::Live, sandbox); });
        if (const auto* started = std::get_if<std::shared_ptr<EngineProcess>>(&process)) {
            spare = {*started, program};
        }
    }

    /// The same beside an engine that runs. The hand does not wait for it.
    void prepare()
    {
        const std::filesystem::path program = self.currentProgram();
        if (!spare.process && !prepared.valid() && !program.empty()) {
            prepared = std::async(std::launch::async, [program, wish = sandbox] {
                return StartedEngine{std::make_shared<EngineProcess>(program, EngineRole::Live, wish), program};
            });
        }
    }

    void setStatus(Status next)
    {
        if (std::exchange(status, next) != next) {
            Q_EMIT self.statusChanged();
        }
    }

    /// Ends the engine at hand. It is returned so that a thread that may wait waits for its end.
    std::shared_ptr<EngineProcess> retire()
    {
        loadJob.cancel();
        if (ended) {
            ended->setEnabled(false);
            ended.release()->deleteLater(); // this may be its own signal
        }
        const std::lock_guard lock(mutex);
        isLoaded = false;
        const std::shared_ptr<EngineProcess> old = std::exchange(current.process, nullptr);
        if (old) {
            lastLog = isTold(old.get()) ? std::string() : old->log();
            old->client().abort();
            old->kill();
        }
        return old;
    }

    void start()
    {
        EnginePlan plan{executable,
                        chosen,
                        search,
                        *request,
                        sandbox,
                        trusted,
                        std::exchange(spare, {}),
                        std::exchange(prepared, {}),
                        [this](const auto& engine) { begin(engine); }};
        const std::shared_ptr<EngineProcess> old = retire();
        setStatus(Status::Starting);
        loadJob.request([plan = std::move(plan), old](const JobControl& control) {
            if (old) {
                old->waitForEnd();
            }
            return startAndLoad(plan, control);
        });
    }

    void begin(const StartedEngine& engine) // on the job's thread
    {
        const std::lock_guard lock(mutex);
        current = engine;
        applyDeadline();
    }

    bool isTold(const EngineProcess* process) const // with the mutex held
    {
        return std::any_of(ends.begin(), ends.end(),
                           [process](const End& end) { return end.engine.process.get() == process; });
    }

    void applyDeadline() // with the mutex held
    {
        current.process->client().setDeadline(
            deadlineSeconds,
            [relay = relay](const std::string& verb, double seconds) {
                relay->tell([name = QString::fromStdString(verb), seconds](LiveEngine& engine) {
                    Q_EMIT engine.overdue(name, seconds);
                });
                return EngineClient::AtDeadline::KeepWaiting;
            },
            [relay = relay] { relay->tell([](LiveEngine& engine) { Q_EMIT engine.answered(); }); });
    }

    void receive(Outcome<LoadResult> outcome)
    {
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            refused(ModelProblem::Unusable, failure->message);
            return;
        }
        const LoadResult& result = std::get<LoadResult>(outcome);
        if (const auto* engine = std::get_if<ModelInEngine>(&result)) {
            loaded(*engine);
        } else if (const auto* refusal = std::get_if<ModelError>(&result)) {
            refused(refusal->problem(), refusal->what());
        } else {
            died(std::get<EngineDied>(result).engine);
        }
    }

    void loaded(const ModelInEngine& engine)
    {
        model = engine.model;
        reached = engine.sandbox;
        {
            const std::lock_guard lock(mutex);
            isLoaded = true;
        }
        ended = std::make_unique<QSocketNotifier>(engine.process->endDescriptor(), QSocketNotifier::Read);
        connect(ended.get(), &QSocketNotifier::activated, &self, [this, started = current] { died(started); });
        if (engine.tooOld) {
            Q_EMIT self.restarted(tr("The model needs a newer LibTorch than %1: %2 is used.")
                                      .arg(QString::fromStdString(engine.tooOld->description.libTorch),
                                           QString::fromStdString(model.libTorch)));
        }
        if (!isComplete(found.programs) && !listing.isBusy()) {
            listPrograms(); // what did not answer then may do so now
        }
        setStatus(Status::Ready);
        Q_EMIT self.ready();
    }

    void refused(ModelProblem problem, const std::string& message)
    {
        {
            const std::lock_guard lock(mutex);
            if (current.process && current.process->isRunning()) {
                lastLog = current.process->log();
                spare = std::exchange(current, {}); // it can load the next model
            }
        }
        setStatus(Status::Failed);
        Q_EMIT self.loadFailed(problem, QString::fromStdString(message));
    }

    void died(const StartedEngine& engine)
    {
        const Clock::time_point now = Clock::now();
        deaths.push_back(now);
        const QString how = QString::fromStdString(engine.process->ending()); // asked, nothing of it stays behind
        {
            const std::lock_guard lock(mutex);
            ends.push_back({engine, QTime::currentTime()});
            if (ends.size() > mostDeaths) {
                ends.pop_front();
            }
        }
        while (now - deaths.front() > deathWindow) {
            deaths.pop_front();
        }
        if (deaths.size() < mostDeaths) {
            Q_EMIT self.restarted(tr("The engine %1 and is started again; nothing is lost.").arg(how));
            start();
            return;
        }
        retire();
        setStatus(Status::GaveUp);
        Q_EMIT self.gaveUp(self.log());
    }

    LiveEngine& self;
    const std::filesystem::path executable;
    std::filesystem::path chosen;
    const std::shared_ptr<OverdueRelay> relay;
    const std::shared_ptr<EngineSearch> search;
    SandboxWish sandbox;
    std::set<std::string> trusted;
    Sandbox reached; ///< by the engine that is Ready
    Programs found;
    StartedEngine spare;
    std::shared_future<StartedEngine> prepared; ///< a spare one on its way

    Status status = Status::Idle;
    std::optional<LoadRequest> request;
    LoadedModel model;
    std::deque<Clock::time_point> deaths; ///< of the last minute
    std::size_t mostDeaths = 3;
    quint64 stops = 0;
    std::unique_ptr<QSocketNotifier> ended; ///< of the engine that is Ready

    mutable std::mutex mutex; ///< guards the next five
    std::deque<End> ends;
    StartedEngine current; ///< started, loading or loaded
    bool isLoaded = false;
    double deadlineSeconds = 10;
    std::string lastLog; ///< of the engine before

    LatestJob<Programs> listing{Supersede::StopRunning, [this](Outcome<Programs> outcome) {
                                    if (auto* programs = std::get_if<Programs>(&outcome)) {
                                        found = std::move(*programs);
                                        Q_EMIT self.statusChanged();
                                    }
                                }};
    LatestJob<LoadResult> loadJob{Supersede::StopRunning,
                                  [this](Outcome<LoadResult> outcome) { receive(std::move(outcome)); },
                                  [this](double) { setStatus(Status::Loading); }};
};

LiveEngine::LiveEngine(std::filesystem::path executable, std::filesystem::path program, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl(*this, std::move(executable), std::move(program)))
{
}

LiveEngine::~LiveEngine()
{
    m_impl->relay->close();
    m_impl->retire();
}

void LiveEngine::setDeadline(double minimumSeconds)
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->deadlineSeconds = minimumSeconds;
    if (m_impl->current.process) {
        m_impl->applyDeadline();
    }
}

void LiveEngine::setSandbox(const SandboxWish& wish, std::set<std::string> trusted)
{
    m_impl->trusted = std::move(trusted);
    m_impl->prepared = {}; // it would be walled in as before
    if (std::exchange(m_impl->sandbox, wish) != wish && m_impl->spare.process) {
        m_impl->spare = {};
        m_impl->startSpare();
    }
}

const Sandbox& LiveEngine::sandbox() const
{
    return m_impl->reached;
}

void LiveEngine::setMostDeaths(std::size_t inAMinute)
{
    m_impl->mostDeaths = inAMinute;
}

void LiveEngine::prepare()
{
    m_impl->prepare();
}

void LiveEngine::load(const LoadRequest& request)
{
    m_impl->request = request;
    m_impl->deaths.clear();
    m_impl->start();
}

void LiveEngine::setProgram(std::filesystem::path program)
{
    m_impl->chosen = std::move(program);
    if (m_impl->request) {
        load(LoadRequest(*m_impl->request));
    }
}

LiveEngine::Status LiveEngine::status() const
{
    return m_impl->status;
}

const LoadedModel* LiveEngine::model() const
{
    return m_impl->status == Status::Ready ? &m_impl->model : nullptr;
}

std::filesystem::path LiveEngine::decoder() const
{
    return m_impl->request ? m_impl->request->decoder : std::filesystem::path();
}

std::string LiveEngine::askedDevice() const
{
    return m_impl->request ? m_impl->request->device : LoadRequest().device;
}

const std::vector<EngineProgram>& LiveEngine::programs() const
{
    return m_impl->found.programs;
}

QString LiveEngine::gpuHint() const
{
    return QString::fromStdString(m_impl->found.gpuHint);
}

pid_t LiveEngine::pid() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->current.process ? m_impl->current.process->pid() : 0;
}

pid_t LiveEngine::preparedPid() const
{
    return m_impl->prepared.valid() ? m_impl->prepared.get().process->pid() : 0;
}

QString LiveEngine::log() const
{
    const std::lock_guard lock(m_impl->mutex);
    QString all;
    for (const End& end : m_impl->ends) {
        all += textOf(end) + QLatin1Char('\n');
    }
    const EngineProcess* const now = m_impl->current.process.get();
    return m_impl->isTold(now) ? all : all + QString::fromStdString(now != nullptr ? now->log() : m_impl->lastLog);
}

std::shared_ptr<EngineProcess> LiveEngine::process() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->isLoaded ? m_impl->current.process : nullptr;
}

std::filesystem::path LiveEngine::currentProgram() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->current.program;
}

std::optional<LoadRequest> LiveEngine::jobRequest() const
{
    const LoadedModel* const loaded = model();
    if (loaded == nullptr || !m_impl->request) {
        return {};
    }
    LoadRequest request = *m_impl->request;
    request.device = loaded->device;
    request.threads = loaded->atenThreads;
    request.latentSize = loaded->latentSize;
    request.range = loaded->range;
    request.picture = loaded->picture;
    request.inputs = loaded->inputs;
    return request;
}

std::unique_ptr<EngineProcess> LiveEngine::startJobEngine() const
{
    const std::filesystem::path program = currentProgram();
    if (program.empty()) {
        throw UserError("No engine is running yet. Open a space first.");
    }
    return std::make_unique<EngineProcess>(program, EngineRole::Job, m_impl->sandbox);
}

quint64 LiveEngine::stops() const
{
    return m_impl->stops;
}

bool LiveEngine::hasGivenUp() const
{
    return m_impl->status == Status::Failed || m_impl->status == Status::GaveUp;
}

void LiveEngine::stopAndRestart()
{
    ++m_impl->stops;
    if (m_impl->status == Status::Ready) {
        Q_EMIT restarted(tr("The engine was stopped and is started again."));
        m_impl->start();
    } else if (m_impl->status == Status::Starting || m_impl->status == Status::Loading) {
        m_impl->retire();
        m_impl->setStatus(Status::Failed);
        Q_EMIT loadFailed(ModelProblem::Unusable, tr("Loading was stopped: the model had not answered. Open another, "
                                                     "or this one again."));
    }
}
