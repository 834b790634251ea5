// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/Variations.h"

#include "base/ShrinkPicture.h"
#include "derived/SampleMean.h"
#include "derived/VariationPictures.h"
#include "engine/BatchPacer.h"
#include "jobs/LatestJob.h"
#include "latent/ModelInput.h"
#include "latent/NearestOfEach.h"
#include "session/AttributeEdits.h"

#include <algorithm>
#include <utility>

namespace {

constexpr double requestMs = 100; ///< pictures of a slow decoder come so often at least

/// What pictures depend on beside their points.
struct Question
{
    std::shared_ptr<const Space> space;
    LatentVector tail;
    PictureShape picture; ///< as the engine makes them; empty until one is ready
    std::string engine;   ///< program and device
    [[nodiscard]] bool operator==(const Question& other) const
    {
        return isSameOpening(space, other.space) && tail == other.tail && picture == other.picture &&
               engine == other.engine;
    }
};

struct Batch
{
    std::vector<VariationPictures::Wish> wishes;
    quint64 edition = 0;
    DecodedRows decoded;
};

/// The attribute whose amount is another one in `after`; empty: none, or there are others now.
std::string movedBetween(const std::vector<AttributeSlider>& before, const std::vector<AttributeSlider>& after)
{
    for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
        if (before[i].name == after[i].name && before[i].amount != after[i].amount) {
            return after[i].name;
        }
    }
    return {};
}

} // namespace

struct Variations::Impl
{
    Variations& self;
    Session& session;
    LiveEngine& engine;
    const DatasetMap& map;
    const SliderStatistics& statistics;
    VariationChoice choice; ///< of the session's view, as it was seen last
    bool isWanted = false;
    bool isStopped = false; ///< by the user
    Question question;
    VariationPlan plan;
    VariationView planned = VariationView::Samples; ///< that `plan` is of
    quint64 edition = 0;                            ///< grows with each other plan: pictures of earlier ones are old
    int batches = 0;                                ///< that came of this edition
    std::vector<AttributeSlider> seen;              ///< amounts when the point last changed
    std::string touched;
    VariationPictures pictures;
    quint64 decoded = 0;
    QString refusal;
    QString trouble; ///< why no more is decoded
    EngineLosses losses{engine};
    BatchPacer pacer{VariationChoice::most, requestMs};
    std::vector<NearSample> nearest;
    LatestJob<Batch> job{Supersede::FinishRunning, [this](Outcome<Batch> outcome) { receive(std::move(outcome)); }};
    LatestJob<std::vector<NearSample>> looking{
        Supersede::FinishRunning, [this](Outcome<std::vector<NearSample>> outcome) { receive(std::move(outcome)); }};
    SampleMean mean{[this] { makePlan(); }};

    void refresh()
    {
        if (!isWanted) {
            return isSameOpening(session.state().space, question.space) ? void() : forget();
        }
        const SessionState& state = session.state();
        Question next{state.space, state.rowTail(), question.picture, question.engine};
        if (const LoadedModel* const model = engine.model()) {
            next.picture = model->picture;
            next.engine = engine.currentProgram().string() + ' ' + model->device;
        }
        if (!(next == question)) {
            question = std::move(next);
            job.cancel();
            pictures.forgetAll();
            startAfresh();
        }
        average();
        makePlan();
    }

    /// What belongs to a space that is there no more is not kept for it.
    void forget()
    {
        job.cancel();
        looking.cancel();
        mean.forget();
        question = {};
        plan = {};
        nearest.clear();
        pictures.forgetAll();
    }

    void takeChoice()
    {
        const VariationChoice& now = session.view().variations;
        if (std::exchange(choice, now) != now) {
            Q_EMIT self.choiceChanged();
            startAfresh();
            refresh();
            Q_EMIT self.changed();
        }
    }

    /// Not for each move of the hand: what the engine dies of must not take it away again and again.
    void startAfresh()
    {
        isStopped = false;
        losses.startAfresh();
        refusal.clear();
        trouble.clear();
    }

    void makePlan()
    {
        VariationSources sources{statistics.latents().get(), map.components().get(), touched};
        if (const MeanOfSamples* const known = mean.mean()) {
            sources.mean = &known->latent;
            sources.meanCount = known->count;
        }
        sources.whyNoMean = mean.failure();
        VariationPlan next = planVariations(session.state(), choice, sources);
        const bool isSameList = planned == choice.view && next.count() == plan.count() &&
                                next.latents == plan.latents && (!next.samples || *next.samples == *plan.samples) &&
                                next.attribute == plan.attribute;
        if (!isSameList) {
            job.cancel(); // what it brings belongs elsewhere
            pictures.forgetPoints();
        }
        const bool isSame = isSameList && next.edit == plan.edit && next.points == plan.points;
        planned = choice.view;
        plan = std::move(next);
        if (!isSame || edition == 0) {
            pictures.setEdition(++edition);
            batches = 0;
            look();
        }
        Q_EMIT self.runningChanged();
        decodeMore();
        Q_EMIT self.changed();
    }

    /// Of the samples that the choice asks for, if it does.
    void average()
    {
        const SessionState& state = session.state();
        const bool isMean = choice.view == VariationView::Mean;
        const bool isTerm = choice.view == VariationView::Arithmetic &&
                            std::ranges::find(choice.terms, ArithmeticTerm::Kind::Selection, &ArithmeticTerm::kind) !=
                                choice.terms.end();
        if (isStopped || (!isMean && !isTerm)) {
            return; // what is known stays, for when it is looked at again
        }
        SampleMean::Question next{
            .space = state.space, .selection = state.selection, .pattern = {}, .labels = {}, .picture = {}};
        if (isMean) {
            next.pattern = choice.meanOf;
            next.labels = choice.meanOf.empty() ? nullptr : state.labels();
            next.selection = choice.meanOf.empty() ? state.selection : nullptr;
            next.picture = engine.process() ? question.picture : PictureShape{};
        }
        mean.want(next, engine.process());
    }

    void look()
    {
        nearest.clear();
        const bool isAsked = choice.view == VariationView::Analogy || choice.view == VariationView::Arithmetic;
        if (isAsked && hasEncodedSamples(session.state()) && plan.count() > 0) {
            looking.request([table = session.state().space->latents, points = plan.points](const JobControl& control) {
                return nearestOfEach(*table, points, control);
            });
        } else {
            looking.cancel();
        }
    }

    void receive(Outcome<std::vector<NearSample>> outcome)
    {
        if (auto* found = std::get_if<std::vector<NearSample>>(&outcome)) {
            nearest = std::move(*found);
            Q_EMIT self.changed();
        }
    }

    void decodeMore()
    {
        const LoadedModel* const model = engine.model();
        const std::shared_ptr<EngineProcess> process = engine.process();
        if (!isWanted || isStopped || !trouble.isEmpty() || job.isBusy() || model == nullptr || !process ||
            losses.isLost(process) || plan.count() == 0) {
            return;
        }
        std::vector<VariationPictures::Wish> wishes = pictures.missing(plan);
        if (wishes.empty()) {
            return;
        }
        wishes.resize(pacer.next(wishes.size()));
        LatentTable points(wishes.size(), session.state().base.size());
        for (std::size_t i = 0; i < wishes.size(); ++i) {
            std::ranges::copy(VariationPictures::pointOf(plan, wishes[i]), points.row(i).begin());
        }
        LatentTable rows = rowsWithTail(points, question.tail);
        if (rows.columns() != model->rowSize()) {
            return;
        }
        losses.ask(process);
        job.request([process, wishes = std::move(wishes), edition = edition, rows = std::move(rows),
                     small = shrunkShape(model->picture, VariationPictures::mostPixels)](const JobControl& control) {
            return Batch{wishes, edition, decodeRows(*process, rows, small, control)};
        });
    }

    void receive(Outcome<Batch> outcome)
    {
        pacer.finished();
        if (const auto* failed = std::get_if<Failure>(&outcome)) {
            trouble = QString::fromStdString(failed->message);
        } else if (auto& batch = std::get<Batch>(outcome); batch.decoded.isEngineLost) {
            lose();
        } else {
            keep(batch);
        }
        decodeMore();
        Q_EMIT self.changed();
        if (!self.isRunning()) {
            Q_EMIT self.runningChanged();
        }
    }

    void keep(Batch& batch)
    {
        pictures.keep(plan, batch.wishes, std::move(batch.decoded.pictures), batch.edition);
        decoded += batch.wishes.size();
        batches += batch.edition == edition ? 1 : 0;
        refusal = QString::fromStdString(batch.decoded.refusal);
    }

    void lose()
    {
        switch (losses.lose()) {
        case EngineLosses::Verdict::StoppedByUser:
            trouble = tr("Decoding these was stopped. Choose another view, or others, to go on.");
            break;
        case EngineLosses::Verdict::TooMany:
            trouble = tr("The engine ended while it decoded these. Choose another view, or others, to try again.");
            break;
        case EngineLosses::Verdict::GoOn:
            break;
        }
    }

    void pointMoved()
    {
        const std::vector<AttributeSlider>& now = session.state().attributes;
        if (const std::string moved = movedBetween(seen, now); !moved.empty()) {
            touched = moved;
        }
        followRenames(std::exchange(seen, now), now);
        refresh();
    }

    /// What the choice names keeps its meaning.
    void followRenames(const std::vector<AttributeSlider>& before, const std::vector<AttributeSlider>& now)
    {
        VariationChoice next = choice;
        next.attribute = nameAfter(next.attribute, before, now);
        for (ArithmeticTerm& term : next.terms) {
            term.attribute = nameAfter(term.attribute, before, now);
        }
        touched = nameAfter(touched, before, now);
        self.setChoice(next);
    }

    void ask(std::uint32_t index)
    {
        pictures.ask(plan, index, engine.model() != nullptr ? engine.model()->picture : PictureShape{});
        decodeMore();
    }
};

Variations::Variations(Session& session, LiveEngine& engine, const DatasetMap& map, const SliderStatistics& statistics,
                       QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine, .map = map, .statistics = statistics})
{
    m_impl->choice = session.view().variations;
    const auto refresh = [this] { m_impl->refresh(); };
    const auto pointMoved = [this] { m_impl->pointMoved(); };
    connect(&session, &Session::spaceChanged, this, [this] { // samples that there are not any more
        const auto& space = m_impl->session.state().space;
        if (space && space->sampleCount() > 0) {
            const auto last = static_cast<std::uint32_t>(space->sampleCount() - 1);
            VariationChoice choice = m_impl->choice;
            choice.from = std::min(choice.from, last);
            choice.to = std::min(choice.to, last);
            for (ArithmeticTerm& term : choice.terms) {
                term.sample = std::min(term.sample, last);
            }
            setChoice(choice);
        }
        m_impl->refresh();
    });
    connect(&session, &Session::viewChanged, this, [this] { m_impl->takeChoice(); });
    connect(&session, &Session::labelsChanged, this, refresh);
    connect(&session, &Session::pointChanged, this, pointMoved);
    connect(&session, &Session::attributesChanged, this, pointMoved);
    connect(&session, &Session::inputsChanged, this, refresh);
    connect(&session, &Session::selectionChanged, this, refresh);
    connect(&session, &Session::slidersChanged, this, refresh);
    connect(&statistics, &SliderStatistics::changed, this, refresh);
    connect(&map, &DatasetMap::changed, this, refresh);
    connect(&engine, &LiveEngine::ready, this, refresh);
    connect(&engine, &LiveEngine::statusChanged, this, &Variations::changed);
}

Variations::~Variations() = default;

void Variations::setWanted(bool wanted)
{
    if (std::exchange(m_impl->isWanted, wanted) != wanted && wanted) {
        m_impl->startAfresh();
        m_impl->pointMoved();
    }
}

void Variations::setChoice(const VariationChoice& choice)
{
    SessionView view = m_impl->session.view();
    view.variations = choice;
    m_impl->session.setView(std::move(view));
}

const VariationChoice& Variations::choice() const
{
    return m_impl->choice;
}

const VariationPlan& Variations::plan() const
{
    return m_impl->plan;
}

static QImage imageOf(const VariationPictures::Shown* shown)
{
    return shown == nullptr ? QImage() : shown->image;
}

QImage Variations::picture(std::size_t index) const
{
    if (m_impl->plan.samples && !m_impl->plan.isEdited()) {
        return original(index);
    }
    const auto place = static_cast<std::uint32_t>(index);
    m_impl->ask(place);
    return imageOf(m_impl->pictures.picture(place));
}

QImage Variations::original(std::size_t index) const
{
    const auto place = static_cast<std::uint32_t>(index);
    m_impl->ask(place);
    return imageOf(m_impl->pictures.original(m_impl->plan, place));
}

bool Variations::isBroken(std::size_t index) const
{
    const auto place = static_cast<std::uint32_t>(index);
    const bool isOriginal = m_impl->plan.samples && !m_impl->plan.isEdited();
    const VariationPictures::Shown* const shown =
        isOriginal ? m_impl->pictures.original(m_impl->plan, place) : m_impl->pictures.picture(place);
    return shown != nullptr && shown->image.isNull();
}

std::optional<NearSample> Variations::nearest(std::size_t index) const
{
    return index < m_impl->nearest.size() ? std::optional(m_impl->nearest[index]) : std::nullopt;
}

LatentTable Variations::rows() const
{
    const VariationPlan& plan = m_impl->plan;
    const bool isTwo = plan.samples && plan.isEdited();
    LatentTable points(plan.count() * (isTwo ? 2 : 1), plan.count() > 0 ? plan.point(0).size() : 0);
    for (std::size_t row = 0; row < points.rows(); ++row) {
        const VariationPictures::Wish wish{static_cast<std::uint32_t>(isTwo ? row / 2 : row), isTwo && row % 2 == 0};
        std::ranges::copy(VariationPictures::pointOf(plan, wish), points.row(row).begin());
    }
    return points.isEmpty() ? points : rowsWithTail(points, m_impl->question.tail);
}

const LatentVector* Variations::meanLatent() const
{
    const MeanOfSamples* const mean = m_impl->mean.mean();
    return mean != nullptr ? &mean->latent : nullptr;
}

QImage Variations::pixelMean() const
{
    const MeanOfSamples* const mean = m_impl->mean.mean();
    return mean != nullptr && choice().view == VariationView::Mean ? mean->pixels : QImage();
}

QString Variations::whyNoPixelMean() const
{
    const MeanOfSamples* const mean = m_impl->mean.mean();
    return mean != nullptr ? mean->whyNoPixels : QString();
}

QString Variations::message() const
{
    if (m_impl->plan.count() == 0) {
        return m_impl->trouble.isEmpty() ? m_impl->plan.whyNone : m_impl->trouble;
    }
    if (m_impl->engine.hasGivenUp() && done() < wanted()) {
        return tr("Variations need the engine, which is not running. Engine > Restart engine starts it.");
    }
    return m_impl->trouble.isEmpty() ? m_impl->refusal : m_impl->trouble;
}

std::size_t Variations::done() const
{
    return wanted() - m_impl->pictures.missing(m_impl->plan).size();
}

std::size_t Variations::wanted() const
{
    return m_impl->pictures.wanted(m_impl->plan);
}

quint64 Variations::decoded() const
{
    return m_impl->decoded;
}

bool Variations::isRunning() const
{
    const bool takesLong = m_impl->batches > 0 && m_impl->job.isBusy(); // else the next batch is all
    return m_impl->mean.isBusy() || (takesLong && done() < wanted());
}

void Variations::stop()
{
    m_impl->mean.forget();
    m_impl->job.cancel();
    m_impl->isStopped = true;
    m_impl->trouble = tr("Decoding these was stopped. Choose another view, or others, to go on.");
    Q_EMIT changed();
    Q_EMIT runningChanged();
}
