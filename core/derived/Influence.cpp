// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/Influence.h"

#include "jobs/LatestJob.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace {

constexpr std::size_t mostBases = 8;
constexpr float halfGreyLevel = 0.5F / 255; ///< of the decoder's range
constexpr float shareOfStrongest = 0.02F;

/// What the values are of: they are measured again when any of it changes.
struct Question
{
    std::shared_ptr<const Space> space;
    SliderBasis basis = SliderBasis::Latent;
    std::shared_ptr<const PrincipalComponents> components; ///< null in the latent basis
    std::shared_ptr<const LatentStatistics> statistics;
    LatentVector classes; ///< that the decoder is given; numbers and noise count as those of the first asking
    bool operator==(const Question&) const = default;
};

/// Up to eight samples, spread over the data set; without samples the point at hand.
LatentTable basesFor(const Space& space, const LatentVector& point)
{
    if (!space.latents || space.latents->isEmpty()) {
        return {1, point.size(), point};
    }
    const std::size_t count = std::min(mostBases, space.latents->rows());
    LatentTable bases(count, space.latents->columns());
    for (std::size_t i = 0; i < count; ++i) {
        std::ranges::copy(space.latents->row(i * space.latents->rows() / count), bases.row(i).begin());
    }
    return bases;
}

LatentVector classesOf(const SessionState& state)
{
    LatentVector classes;
    const LatentVector tail = state.rowTail();
    for (std::size_t i = 0; state.space && i < state.space->manifest.inputs.size(); ++i) {
        if (state.space->manifest.inputs[i].kind == InputKind::Class) {
            classes.push_back(tail[i]);
        }
    }
    return classes;
}

/// Empty when the engine was lost: `ready` comes again.
std::optional<std::vector<float>> measure(EngineProcess& process, const InfluenceRequest& request,
                                          const JobControl& control)
{
    try {
        std::vector<float> values = process.client().influence(request, control);
        std::ranges::replace_if(
            values, [](float value) { return !std::isfinite(value); }, 0.0F);
        return values;
    } catch (const EngineError& error) {
        if (error.problem() == EngineProblem::Protocol) {
            process.kill();
        }
        return {};
    }
}

} // namespace

struct Influence::Impl
{
    Influence& self;
    const Session& session;
    LiveEngine& engine;
    const DatasetMap& map;
    const SliderStatistics& statistics;
    Question question;      ///< that `values` answer, or will
    bool isAnswered = true; ///< or cannot be
    bool isStopped = false; ///< by the user
    QString failure;
    QString told; ///< the reason for having no values that `changed` was emitted for
    quint64 stopsSeen = 0;
    std::vector<float> values;
    float strongest = 0;
    LatestJob<std::optional<std::vector<float>>> job{
        Supersede::StopRunning,
        [this](Outcome<std::optional<std::vector<float>>> outcome) { receive(std::move(outcome)); }};

    /// Of the samples, or of a mapped prior where there are none.
    [[nodiscard]] std::shared_ptr<const LatentStatistics> statisticsOf(const SessionState& state) const
    {
        return state.space && !state.space->latents ? statistics.latents() : statistics.sliders();
    }

    [[nodiscard]] Question questionAtHand() const
    {
        const SessionState& state = session.state();
        const bool inComponents = state.basis == SliderBasis::PrincipalComponents;
        return {state.space, state.basis, inComponents ? map.components() : nullptr, statisticsOf(state),
                classesOf(state)};
    }

    /// Everything that the question needs is known.
    [[nodiscard]] bool canAsk() const
    {
        const LoadedModel* model = engine.model();
        const bool hasSamples = question.space && question.space->latents && !question.space->latents->isEmpty();
        return question.space && model != nullptr && engine.process() &&
               session.decodedRow().size() == model->rowSize() &&
               (question.basis == SliderBasis::Latent || question.components) && (question.statistics || !hasSamples);
    }

    void refresh()
    {
        const Question next = questionAtHand();
        if (next != question) {
            job.cancel();
            Q_EMIT self.runningChanged();
            question = next;
            isAnswered = false;
            isStopped = false;
            failure.clear();
            take({});
        }
        if (!isAnswered && !isStopped && !job.isBusy() && canAsk()) {
            ask();
        }
        tell();
    }

    void ask()
    {
        const std::size_t sliders =
            question.components ? question.components->components.rows() : session.currentPoint().size();
        InfluenceRequest request;
        const LatentVector tail = session.state().rowTail();
        request.bases = rowsWithTail(basesFor(*question.space, session.currentPoint()), tail);
        for (std::size_t i = 0; i < sliders; ++i) {
            request.scale.push_back(statistics.range(i).sigma);
        }
        stopsSeen = engine.stops();
        job.request([process = engine.process(), request = std::move(request), components = question.components,
                     beside = LatentVector(tail.size())](const JobControl& control) {
            if (!components) {
                return measure(*process, request, control);
            }
            InfluenceRequest along = request;
            along.directions = rowsWithTail(components->components, beside);
            return measure(*process, along, control);
        });
        Q_EMIT self.runningChanged();
    }

    /// A model that loops for ever at one of the points must not make the engine be stopped again and again.
    void engineReady()
    {
        if (job.isBusy()) {
            job.cancel();
            Q_EMIT self.runningChanged();
            isAnswered = engine.stops() != stopsSeen;
            stopsSeen = engine.stops();
        } else if (isAnswered && values.empty() && failure.isEmpty()) {
            isAnswered = engine.stops() == stopsSeen; // a restart since then asks for it
        }
        isStopped = false;
        refresh();
    }

    void stop()
    {
        job.cancel();
        isStopped = true;
        Q_EMIT self.runningChanged();
        tell();
    }

    [[nodiscard]] QString whyEmpty() const
    {
        if (!question.space || !values.empty()) {
            return {};
        }
        if (isStopped) {
            return tr("Measuring the influence was stopped. Engine > Restart engine measures it.");
        }
        if (!failure.isEmpty()) {
            return tr("The influence could not be measured: %1").arg(failure);
        }
        if (isAnswered) {
            return tr("The engine was stopped while it measured the influence. Engine > Restart engine measures it.");
        }
        if (question.space->latents && !question.statistics && !statistics.message().isEmpty()) {
            return {}; // it waits for those, and they say why they do not come
        }
        if (engine.hasGivenUp()) {
            return tr("No engine is running to measure the influence. Engine > Restart engine starts one.");
        }
        return tr("Measuring the influence…");
    }

    /// Emits `changed` when there is another reason for having no values.
    void tell()
    {
        if (QString now = whyEmpty(); now != told) {
            told = std::move(now);
            Q_EMIT self.changed();
        }
    }

    void receive(Outcome<std::optional<std::vector<float>>> outcome)
    {
        Q_EMIT self.runningChanged();
        if (const auto* failed = std::get_if<Failure>(&outcome)) { // the decoder refuses such points
            isAnswered = true;
            failure = QString::fromStdString(failed->message);
            tell();
        } else if (const auto& found = std::get<std::optional<std::vector<float>>>(outcome)) {
            isAnswered = true;
            take(*found);
        } else {
            isAnswered = engine.stops() != stopsSeen;
            stopsSeen = engine.stops();
            refresh();
        }
    }

    void take(std::vector<float> next)
    {
        if (next.empty() && values.empty()) {
            return;
        }
        values = std::move(next);
        told = whyEmpty();
        strongest = values.empty() ? 0 : *std::ranges::max_element(values);
        Q_EMIT self.changed();
    }
};

Influence::Influence(const Session& session, LiveEngine& engine, const DatasetMap& map,
                     const SliderStatistics& statistics, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine, .map = map, .statistics = statistics})
{
    const auto refresh = [this] { m_impl->refresh(); };
    connect(&session, &Session::spaceChanged, this, refresh);
    connect(&session, &Session::inputsChanged, this, refresh);
    connect(&session, &Session::slidersChanged, this, [this, refresh] {
        refresh();
        Q_EMIT changed(); // the order to show may be another
    });
    connect(&map, &DatasetMap::changed, this, refresh);
    connect(&statistics, &SliderStatistics::changed, this, refresh);
    connect(&engine, &LiveEngine::ready, this, [this] { m_impl->engineReady(); });
    connect(&engine, &LiveEngine::statusChanged, this, [this] { m_impl->tell(); });
    refresh();
}

Influence::~Influence() = default;

const std::vector<float>& Influence::values() const
{
    return m_impl->values;
}

std::vector<std::uint32_t> Influence::order() const
{
    const Impl& impl = *m_impl;
    const SessionState& state = impl.session.state();
    const std::shared_ptr<const PrincipalComponents> components = impl.map.components();
    const bool inComponents = state.basis == SliderBasis::PrincipalComponents;
    const std::size_t sliders =
        inComponents ? (components ? components->components.rows() : 0) : impl.session.currentPoint().size();
    std::vector<std::uint32_t> order(sliders);
    std::iota(order.begin(), order.end(), 0U);
    if (state.sort == SliderSort::Influence && impl.values.size() == sliders) {
        std::ranges::stable_sort(order, std::greater(), [&](std::uint32_t slider) { return impl.values[slider]; });
    }
    return order;
}

bool Influence::matters(std::size_t slider) const
{
    if (slider >= m_impl->values.size()) {
        return true; // not known yet
    }
    const float value = m_impl->values[slider];
    return value >= halfGreyLevel || (value > 0 && value >= shareOfStrongest * m_impl->strongest);
}

std::size_t Influence::mattering() const
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < m_impl->values.size(); ++i) {
        count += matters(i) ? 1 : 0;
    }
    return count;
}

QString Influence::message() const
{
    return m_impl->whyEmpty();
}

bool Influence::isRunning() const
{
    return m_impl->job.isBusy();
}

void Influence::stop()
{
    m_impl->stop();
}

bool Influence::isMeasuring() const
{
    return !m_impl->isAnswered && !m_impl->isStopped && !m_impl->engine.hasGivenUp();
}
