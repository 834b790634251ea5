// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/Variations.h"

#include "base/ShrinkPicture.h"
#include "derived/DecodedRows.h"
#include "derived/MeanOfSamples.h"
#include "engine/BatchPacer.h"
#include "jobs/LatestJob.h"
#include "latent/ModelInput.h"
#include "latent/NearestOfEach.h"

#include <QCache>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace {

constexpr double requestMs = 100;                        ///< pictures of a slow decoder come so often at least
constexpr std::size_t mostPixels = std::size_t{1} << 16; ///< of a picture that is kept
constexpr int cacheKilobytes = 128 * 1024;
constexpr std::size_t mostAsked = 1024; ///< the newest wishes; what is no longer in sight falls away

/// What pictures depend on beside their points.
struct Question
{
    std::shared_ptr<const Space> space;
    LatentVector tail;
    PictureShape picture; ///< as the engine makes them; empty until one is ready
    std::string engine;   ///< program and device
    bool operator==(const Question&) const = default;
};

struct Shown
{
    QImage image; ///< null: the decoder has none
    quint64 edition = 0;
};

/// A picture that is wanted: of a point, or of a sample as it is.
struct Wish
{
    std::uint32_t index = 0;
    bool isOriginal = false;
};

struct Batch
{
    std::vector<Wish> wishes;
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
    const Session& session;
    LiveEngine& engine;
    const DatasetMap& map;
    const SliderStatistics& statistics;
    VariationChoice choice;
    bool isWanted = false;
    bool isStopped = false; ///< by the user
    Question question;
    VariationPlan plan;
    VariationView planned = VariationView::Samples; ///< that `plan` is of
    quint64 edition = 0;                            ///< grows with each other plan: pictures of earlier ones are old
    int batches = 0;                                ///< that came of this edition
    std::vector<AttributeSlider> seen;              ///< amounts when the point last changed
    std::string touched;
    QCache<std::uint32_t, Shown> pictures{cacheKilobytes};  ///< by place
    QCache<std::uint32_t, Shown> originals{cacheKilobytes}; ///< by sample
    std::vector<std::uint32_t> asked;                       ///< places of a long plan, the newest last
    quint64 decoded = 0;
    QString refusal;
    QString trouble; ///< why no more is decoded
    EngineLosses losses{engine};
    BatchPacer pacer{VariationChoice::most, requestMs};
    std::shared_ptr<const SampleSet> meanOf; ///< that `mean` is of, or will be
    std::optional<MeanOfSamples> mean;
    QString meanFailure;
    std::vector<NearSample> nearest;
    LatestJob<Batch> job{Supersede::FinishRunning, [this](Outcome<Batch> outcome) { receive(std::move(outcome)); }};
    LatestJob<MeanOfSamples> averaging{Supersede::StopRunning,
                                       [this](Outcome<MeanOfSamples> outcome) { receive(std::move(outcome)); }};
    LatestJob<std::vector<NearSample>> looking{
        Supersede::FinishRunning, [this](Outcome<std::vector<NearSample>> outcome) { receive(std::move(outcome)); }};

    void refresh()
    {
        if (!isWanted) {
            return session.state().space == question.space ? void() : forget();
        }
        const SessionState& state = session.state();
        Question next{state.space, state.rowTail(), question.picture, question.engine};
        if (const LoadedModel* const model = engine.model()) {
            next.picture = model->picture;
            next.engine = engine.currentProgram().string() + ' ' + model->device;
        }
        if (!(next == question)) {
            if (next.space != question.space) {
                forgetMean();
            }
            question = std::move(next);
            job.cancel();
            pictures.clear();
            originals.clear();
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
        forgetMean();
        question = {};
        plan = {};
        nearest.clear();
        pictures.clear();
        originals.clear();
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
        VariationPlan next = planVariations(
            session.state(), choice,
            {statistics.latents().get(), map.components().get(), touched, mean ? &mean->latent : nullptr});
        if (choice.view == VariationView::Mean && !meanFailure.isEmpty()) {
            next.whyNone = meanFailure;
        }
        const bool isSameList = planned == choice.view && next.count() == plan.count() &&
                                next.latents == plan.latents && (!next.samples || *next.samples == *plan.samples) &&
                                next.attribute == plan.attribute;
        if (!isSameList) {
            job.cancel(); // what it brings belongs elsewhere
            pictures.clear();
            asked.clear();
        }
        const bool isSame = isSameList && next.edit == plan.edit && next.points == plan.points;
        planned = choice.view;
        plan = std::move(next);
        if (!isSame || edition == 0) {
            ++edition;
            batches = 0;
            look();
        }
        Q_EMIT self.runningChanged();
        decodeMore();
        Q_EMIT self.changed();
    }

    void forgetMean()
    {
        averaging.cancel();
        meanOf.reset();
        mean.reset();
        meanFailure.clear();
    }

    void average()
    {
        const SessionState& state = session.state();
        const bool isAsked = choice.view == VariationView::Mean && state.space && state.space->latents &&
                             state.selection && !state.selection->empty();
        if (!isAsked || isStopped || state.selection == meanOf) {
            return;
        }
        forgetMean();
        meanOf = state.selection;
        averaging.request([space = state.space, samples = state.selection](const JobControl& control) {
            return meanOfSamples(*space, *samples, control);
        });
    }

    void receive(Outcome<MeanOfSamples> outcome)
    {
        if (const auto* failed = std::get_if<Failure>(&outcome)) {
            meanFailure = QString::fromStdString(failed->message);
        } else {
            mean = std::get<MeanOfSamples>(std::move(outcome));
        }
        makePlan();
    }

    void look()
    {
        nearest.clear();
        if (choice.view == VariationView::Analogy && plan.count() > 0) {
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

    /// Half of what the cache holds: what is asked for must not drive out what was just decoded.
    [[nodiscard]] std::size_t mostKept() const
    {
        const PictureShape shape = engine.model() != nullptr ? engine.model()->picture : PictureShape{};
        const auto pixels = static_cast<std::size_t>(shape.height) * static_cast<std::size_t>(shape.width);
        const std::size_t kilobytes = std::clamp<std::size_t>(pixels, 256, mostPixels) * 4 / 1024;
        return std::min(mostAsked, static_cast<std::size_t>(cacheKilobytes) / kilobytes / 2);
    }

    [[nodiscard]] bool isLong() const { return plan.count() > VariationChoice::most; }

    /// Whether there is a picture of now, or an old one, or none at all.
    [[nodiscard]] std::optional<quint64> editionOf(const Wish& wish) const
    {
        const Shown* const shown =
            wish.isOriginal ? originals.object(*plan.sample(wish.index)) : pictures.object(wish.index);
        return shown == nullptr ? std::nullopt : std::optional(wish.isOriginal ? edition : shown->edition);
    }

    /// What is not of now, those that were never seen first, then the oldest.
    [[nodiscard]] std::vector<Wish> missing() const
    {
        std::vector<std::pair<quint64, Wish>> old;
        const auto look = [&](std::uint32_t index, bool isOriginal) {
            const Wish wish{index, isOriginal};
            if (const quint64 has = editionOf(wish).value_or(0); has != edition) {
                old.emplace_back(has, wish);
            }
        };
        const auto lookAt = [&](std::uint32_t index) {
            if (plan.samples) {
                look(index, true);
            }
            if (!plan.samples || plan.isEdited()) {
                look(index, false);
            }
        };
        if (isLong()) {
            std::for_each(asked.rbegin(), asked.rend(), lookAt);
        } else {
            for (std::uint32_t index = 0; index < plan.count(); ++index) {
                lookAt(index);
            }
        }
        std::ranges::stable_sort(old, {}, [](const auto& each) { return each.first; });
        std::vector<Wish> wishes;
        std::ranges::transform(old, std::back_inserter(wishes), [](const auto& each) { return each.second; });
        return wishes;
    }

    [[nodiscard]] LatentVector pointOf(const Wish& wish) const
    {
        if (!wish.isOriginal) {
            return plan.point(wish.index);
        }
        const LatentView row = plan.latents->row(*plan.sample(wish.index));
        return {row.begin(), row.end()};
    }

    void decodeMore()
    {
        const LoadedModel* const model = engine.model();
        const std::shared_ptr<EngineProcess> process = engine.process();
        if (!isWanted || isStopped || !trouble.isEmpty() || job.isBusy() || model == nullptr || !process ||
            losses.isLost(process) || plan.count() == 0) {
            return;
        }
        std::vector<Wish> wishes = missing();
        if (wishes.empty()) {
            return;
        }
        wishes.resize(pacer.next(wishes.size()));
        LatentTable points(wishes.size(), session.state().base.size());
        for (std::size_t i = 0; i < wishes.size(); ++i) {
            std::ranges::copy(pointOf(wishes[i]), points.row(i).begin());
        }
        LatentTable rows = rowsWithTail(points, question.tail);
        if (rows.columns() != model->rowSize()) {
            return;
        }
        losses.ask(process);
        job.request([process, wishes = std::move(wishes), edition = edition, rows = std::move(rows),
                     small = shrunkShape(model->picture, mostPixels)](const JobControl& control) {
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
        for (std::size_t i = 0; i < batch.wishes.size(); ++i) {
            const Wish& wish = batch.wishes[i];
            QImage& image = batch.decoded.pictures[i];
            if (wish.index >= plan.count()) {
                continue; // the list is another one
            }
            const auto kilobytes = static_cast<qsizetype>(image.sizeInBytes() / 1024) + 1;
            auto* const shown = new Shown{std::move(image), batch.edition}; // the cache owns it
            if (wish.isOriginal) {
                originals.insert(*plan.sample(wish.index), shown, kilobytes);
            } else {
                pictures.insert(wish.index, shown, kilobytes);
            }
        }
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
        seen = now;
        refresh();
    }

    void ask(std::uint32_t index)
    {
        if (isLong() && (asked.empty() || asked.back() != index)) {
            std::erase(asked, index);
            asked.push_back(index);
            if (asked.size() > mostKept()) {
                asked.erase(asked.begin());
            }
        }
        decodeMore();
    }
};

Variations::Variations(const Session& session, LiveEngine& engine, const DatasetMap& map,
                       const SliderStatistics& statistics, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine, .map = map, .statistics = statistics})
{
    const auto refresh = [this] { m_impl->refresh(); };
    const auto pointMoved = [this] { m_impl->pointMoved(); };
    connect(&session, &Session::spaceChanged, this, [this] { // samples that there are not any more
        const auto& space = m_impl->session.state().space;
        if (space && space->sampleCount() > 0) {
            const auto last = static_cast<std::uint32_t>(space->sampleCount() - 1);
            VariationChoice choice = m_impl->choice;
            choice.from = std::min(choice.from, last);
            choice.to = std::min(choice.to, last);
            setChoice(choice);
        }
        m_impl->refresh();
    });
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
    if (std::exchange(m_impl->choice, choice) != choice) {
        Q_EMIT choiceChanged();
        m_impl->startAfresh();
        m_impl->refresh();
        Q_EMIT changed();
    }
}

const VariationChoice& Variations::choice() const
{
    return m_impl->choice;
}

const VariationPlan& Variations::plan() const
{
    return m_impl->plan;
}

QImage Variations::picture(std::size_t index) const
{
    if (m_impl->plan.samples && !m_impl->plan.isEdited()) {
        return original(index);
    }
    m_impl->ask(static_cast<std::uint32_t>(index));
    const Shown* const shown = m_impl->pictures.object(static_cast<std::uint32_t>(index));
    return shown == nullptr ? QImage() : shown->image;
}

QImage Variations::original(std::size_t index) const
{
    m_impl->ask(static_cast<std::uint32_t>(index));
    const Shown* const shown = m_impl->originals.object(m_impl->plan.sample(index).value());
    return shown == nullptr ? QImage() : shown->image;
}

bool Variations::isBroken(std::size_t index) const
{
    const auto place = static_cast<std::uint32_t>(index);
    const bool isOriginal = m_impl->plan.samples && !m_impl->plan.isEdited();
    const Shown* const shown =
        isOriginal ? m_impl->originals.object(m_impl->plan.sample(index).value()) : m_impl->pictures.object(place);
    return shown != nullptr && shown->image.isNull();
}

std::optional<NearSample> Variations::nearest(std::size_t index) const
{
    return index < m_impl->nearest.size() ? std::optional(m_impl->nearest[index]) : std::nullopt;
}

QImage Variations::pixelMean() const
{
    return m_impl->mean ? m_impl->mean->pixels : QImage();
}

QString Variations::whyNoPixelMean() const
{
    return m_impl->mean ? m_impl->mean->whyNoPixels : QString();
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
    return wanted() - m_impl->missing().size();
}

std::size_t Variations::wanted() const
{
    const VariationPlan& plan = m_impl->plan;
    const std::size_t places = m_impl->isLong() ? m_impl->asked.size() : plan.count();
    return plan.samples && plan.isEdited() ? 2 * places : places;
}

quint64 Variations::decoded() const
{
    return m_impl->decoded;
}

bool Variations::isRunning() const
{
    const bool takesLong = m_impl->batches > 0 && m_impl->job.isBusy(); // else the next batch is all
    return m_impl->averaging.isBusy() || (takesLong && done() < wanted());
}

void Variations::stop()
{
    m_impl->forgetMean();
    m_impl->job.cancel();
    m_impl->isStopped = true;
    m_impl->trouble = tr("Decoding these was stopped. Choose another view, or others, to go on.");
    Q_EMIT changed();
    Q_EMIT runningChanged();
}
