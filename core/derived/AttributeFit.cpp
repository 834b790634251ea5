// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/AttributeFit.h"

#include "derived/SlowJob.h"
#include "jobs/LatestJob.h"
#include "session/AttributeEdits.h"
#include "space/RidingLabels.h"

#include <QLocale>

namespace {

constexpr double secondsApart = 3600; ///< the user stops it when it takes too long

/// What the job works on: shared values, so that nobody changes them meanwhile.
struct Ground
{
    std::filesystem::path program;
    std::shared_ptr<const LatentTable> latents;
    std::shared_ptr<const LabelTable> labels; ///< null: none
};

struct Made
{
    AttributeVector vector;
    AttributeExamples left; ///< without its rows: what was left out
};

AttributeVector fitInEngine(const std::filesystem::path& program, const AttributeExamples& examples,
                            const JobControl& control)
{
    EngineProcess process(program, EngineRole::Job);
    const std::stop_callback kill(control.stop, [&process] { process.kill(); });
    process.client().setDeadline(secondsApart, {});
    try {
        return process.client().fitAttribute(examples.rows, examples.task, control);
    } catch (const EngineError& error) {
        throw UserError(std::string(error.what()) + " Nothing was added: make the slider again.");
    }
}

Made make(const Ground& ground, const AttributeFit::Wish& wish, const JobControl& control)
{
    Made made;
    made.left = gatherExamples(*ground.latents, ground.labels.get(), wish.question, control);
    if (control.stop.stop_requested()) {
        return made;
    }
    made.vector = fitInEngine(ground.program, made.left, control);
    if (ground.labels && made.vector.trust) {
        std::vector<std::string> except = wish.groupLabels;
        if (!wish.question.number.empty()) {
            except.push_back(wish.question.number);
        }
        made.vector.trust->riding = ridingLabels(*ground.labels, *ground.latents, made.vector.vector, except, control);
    }
    made.left.rows = {};
    return made;
}

/// A sentence for each kind of sample that took no part.
QString leftOut(const AttributeExamples& left, std::size_t fitted)
{
    const auto number = [](std::size_t count) { return QLocale().toString(count); };
    QStringList sentences;
    if (left.beyond > 0) {
        sentences << AttributeFit::tr("Fitted on %1 of %2 samples.").arg(number(fitted), number(fitted + left.beyond));
    }
    if (left.shared > 0) {
        sentences << AttributeFit::tr("Left out: %1 in both groups.").arg(number(left.shared));
    }
    if (left.unmatched > 0) {
        sentences << AttributeFit::tr("Left out: %1 of classes that only one group has.").arg(number(left.unmatched));
    }
    return sentences.join(QLatin1Char(' '));
}

} // namespace

struct AttributeFit::Impl
{
    AttributeFit& self;
    Session& session;
    const LiveEngine& engine;
    SlowJob listed;
    Wish wish;
    std::shared_ptr<const LatentTable> latents; ///< that `job` works on
    LatestJob<Made> job{Supersede::StopRunning, [this](Outcome<Made> outcome) { receive(std::move(outcome)); },
                        [this](double fraction) { listed.report(fraction); }};

    void end()
    {
        latents.reset();
        listed.setRunning(false);
        Q_EMIT self.changed();
    }

    void receive(Outcome<Made> outcome)
    {
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        } else {
            addSlider(std::get<Made>(std::move(outcome)));
        }
        end();
    }

    void addSlider(Made made)
    {
        AttributeSlider slider;
        slider.name = wish.name.toStdString();
        slider.notes = leftOut(made.left, made.vector.withCount + made.vector.withoutCount).toStdString();
        slider.vector = std::make_shared<const AttributeVector>(std::move(made.vector));
        slider.method = methodWords(wish.question).toStdString();
        slider.with = wish.withText.toStdString();
        slider.without = wish.withoutText.toStdString();
        session.edit(tr("Add “%1”").arg(wish.name),
                     [&](SessionState& state) { addAttribute(state, std::move(slider)); });
    }
};

AttributeFit::AttributeFit(Session& session, const LiveEngine& engine, JobList& jobs, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this,
                      .session = session,
                      .engine = engine,
                      .listed{jobs, tr("Making an attribute vector"), [this] { stop(); }}})
{
    connect(&session, &Session::spaceChanged, this, [this] {
        const auto& space = m_impl->session.state().space;
        if (isRunning() && (!space || space->latents != m_impl->latents)) {
            stop(); // other samples are shown
        }
    });
}

AttributeFit::~AttributeFit() = default;

void AttributeFit::fit(Wish wish)
{
    const SessionState& state = m_impl->session.state();
    if (!state.space || !state.space->latents || state.space->latents->isEmpty()) {
        Q_EMIT failed(tr("An attribute vector needs samples with latents, and this space has none."));
        return;
    }
    const std::filesystem::path program = m_impl->engine.currentProgram();
    if (program.empty()) {
        Q_EMIT failed(tr("No engine is running that could make the vector. Wait until the space is open, or choose "
                         "another engine under Engine."));
        return;
    }
    m_impl->wish = std::move(wish);
    m_impl->latents = state.space->latents;
    m_impl->listed.setRunning(true);
    m_impl->job.request([ground = Ground{program, m_impl->latents, state.labels()},
                         wish = m_impl->wish](const JobControl& control) { return make(ground, wish, control); });
    Q_EMIT changed();
}

bool AttributeFit::isRunning() const
{
    return m_impl->job.isBusy();
}

void AttributeFit::stop()
{
    if (isRunning()) {
        m_impl->job.cancel();
        m_impl->end();
        Q_EMIT failed(
            tr("“%1” was stopped before it was made. Make the slider again to have it.").arg(m_impl->wish.name));
    }
}

QString methodWords(const AttributeQuestion& question)
{
    switch (question.options.method) {
    case AttributeMethod::Balanced: {
        QStringList names;
        for (const std::string& name : question.balance) {
            names << QString::fromStdString(name);
        }
        return AttributeFit::tr("mean difference, balanced by %1").arg(names.join(QStringLiteral(", ")));
    }
    case AttributeMethod::Linear:
        return AttributeFit::tr("linear classifier");
    case AttributeMethod::Ridge:
        return AttributeFit::tr("ridge regression of %1").arg(QString::fromStdString(question.number));
    case AttributeMethod::Mean:
        break;
    }
    return AttributeFit::tr("mean difference");
}
