// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/GroupOverview.h"

#include "derived/PictureImage.h"
#include "jobs/LatestJob.h"
#include "space/LabelChange.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace {

constexpr std::size_t mostValuesSaid = 4;
constexpr int mostPixels = 256;       ///< of a decoded mean, each way
constexpr double secondsApart = 3600; ///< the user stops it when it takes too long

/// What the groups are of: they are summed up again when any of it changes.
struct Question
{
    std::shared_ptr<const LatentTable> table;
    std::shared_ptr<const SampleSet> selection;
    std::shared_ptr<const LabelTable> labels;
    std::string column; ///< of `labels`
    LatentVector tail;
    std::string model;                   ///< that decodes the means: program and device; empty until one is loaded
    std::weak_ptr<EngineProcess> engine; ///< not compared: one that comes after another that was lost is not asked
    [[nodiscard]] bool operator==(const Question& other) const
    {
        return hasSameGroups(other) && selection == other.selection && tail == other.tail && model == other.model;
    }
    /// What hands do with a group means the same.
    [[nodiscard]] bool hasSameGroups(const Question& other) const
    {
        return table == other.table && labels == other.labels && column == other.column;
    }
};

using Groups = std::vector<GroupOverview::Group>;
using Agreements = std::vector<GroupOverview::Agreement>;

struct Answer
{
    Groups groups;
    Agreements agreements;
};

/// What silhouettes are of: a selection, or another label that is given, changes nothing about them.
struct Grouping
{
    std::shared_ptr<const LatentTable> table;
    Shared<LabelColumn> column;
    [[nodiscard]] bool operator==(const Grouping&) const = default;
};

using Silhouettes = std::vector<GroupSilhouette>; ///< one for each value of the column

const LabelColumn* columnOf(const Question& question)
{
    const LabelColumn* const column = question.labels ? question.labels->find(question.column) : nullptr;
    const bool fits = column != nullptr && !column->values.empty() &&
                      column->values.size() <= GroupOverview::mostGroups &&
                      column->codes.size() == question.table->rows();
    return fits ? column : nullptr;
}

/// Nothing where there are no two groups.
std::optional<Grouping> groupingOf(const Question& question)
{
    if (columnOf(question) == nullptr || columnOf(question)->values.size() < 2) {
        return std::nullopt;
    }
    const auto column = std::ranges::find_if(question.labels->columns,
                                             [&](const LabelColumn& each) { return each.name == question.column; });
    return Grouping{question.table, *column};
}

Silhouettes measure(const LiveEngine& engine, const Grouping& grouping, const JobControl& control)
{
    const std::unique_ptr<EngineProcess> process = engine.startJobEngine();
    process->client().setDeadline(secondsApart, {});
    const std::stop_callback atOnce(control.stop, [&process] { process->client().abort(); });
    return process->client().silhouettes(*grouping.table, grouping.column->codes, grouping.column->values.size(), 0,
                                         control);
}

/// "class: 12 Bag, 3 Coat", for each label with the most frequent values first.
QString inWords(const LabelTable& labels, const SampleSet& samples)
{
    QStringList lines;
    for (const LabelColumn& column : labels.columns) {
        if (column.values.size() > GroupOverview::mostGroups) {
            continue; // as good as no two samples share one
        }
        QStringList parts;
        for (const ValueCount& count : countValues(labels, samples, column.name)) {
            if (static_cast<std::size_t>(parts.size()) == mostValuesSaid) {
                parts << QStringLiteral("…");
                break;
            }
            const QString value =
                count.value.empty() ? GroupOverview::tr("unknown") : QString::fromStdString(count.value);
            parts << GroupOverview::tr("%1 %2", "12 Bag").arg(QLocale().toString(qulonglong{count.count}), value);
        }
        lines << GroupOverview::tr("%1: %2").arg(QString::fromStdString(column.name), parts.join(", "));
    }
    return lines.join('\n');
}

/// No larger than anybody sees it; null where the decoder gives no numbers.
QImage decoded(EngineClient& client, const LatentTable& row, const JobControl& control)
{
    const PictureBatch pictures = client.decodeTable(row, control);
    if (pictures.count != 1 || (!pictures.nonFiniteShares.empty() && pictures.nonFiniteShares[0] > 0)) {
        return {};
    }
    const QImage image = imageOf(pictures.shape, pictures.pixels);
    const bool isLarge = image.width() > mostPixels || image.height() > mostPixels;
    return isLarge ? image.scaled(mostPixels, mostPixels, Qt::KeepAspectRatio, Qt::SmoothTransformation) : image.copy();
}

void decodeCentres(Groups& groups, const Question& question, const JobControl& control)
{
    const auto process = question.engine.lock();
    for (GroupOverview::Group& group : groups) {
        if (!process || control.stop.stop_requested()) {
            return;
        }
        LatentVector row = group.summary.mean;
        row.insert(row.end(), question.tail.begin(), question.tail.end());
        try {
            group.centre = decoded(process->client(), LatentTable(1, row.size(), row), control);
        } catch (const EngineError&) { // it was lost: whatever it died of is not asked for again
            return;
        } catch (const UserError&) { // this mean has no picture
        }
    }
}

Agreements agreementsOf(const Question& question, const JobControl& control)
{
    const LabelColumn* const column = columnOf(question);
    Agreements all;
    for (std::size_t i = 0; column != nullptr && i < question.labels->columns.size(); ++i) {
        const LabelColumn& other = *question.labels->columns[i];
        const bool isAsked = &other != column && other.codes.size() == column->codes.size() &&
                             other.values.size() >= 2 && other.values.size() <= GroupOverview::mostGroups;
        if (isAsked && !control.stop.stop_requested()) {
            all.push_back({other.name, agreementOf(*column, other)});
        }
    }
    std::erase_if(all, [](const GroupOverview::Agreement& each) { return each.with.samples == 0; });
    std::ranges::stable_sort(all, std::ranges::greater(), [](const GroupOverview::Agreement& each) {
        return each.with.homogeneity * each.with.completeness / (each.with.homogeneity + each.with.completeness + 1e-9);
    });
    return all;
}

Groups sumUp(const Question& question, const JobControl& control)
{
    Groups groups;
    const auto add = [&](std::string value, GroupSummary summary) {
        if (summary.size > 0) {
            groups.push_back({.value = std::move(value),
                              .summary = std::move(summary),
                              .centre = {},
                              .labels = {},
                              .silhouette = {}});
        }
    };
    if (question.selection) {
        std::vector<std::uint32_t> isIn(question.table->rows(), 1);
        for (const std::uint32_t sample : *question.selection) {
            if (sample < isIn.size()) {
                isIn[sample] = 0;
            }
        }
        for (GroupSummary& summary : groupSummaries(*question.table, isIn, 1, control)) {
            add({}, std::move(summary));
        }
        if (!groups.empty() && question.labels) {
            groups.front().labels = inWords(*question.labels, *question.selection);
        }
    }
    if (const LabelColumn* const column = columnOf(question)) {
        std::vector<GroupSummary> all = groupSummaries(*question.table, column->codes, column->values.size(), control);
        for (std::size_t i = 0; i < all.size(); ++i) {
            add(column->values[i], std::move(all[i]));
        }
    }
    decodeCentres(groups, question, control);
    return groups;
}

} // namespace

struct GroupOverview::Impl
{
    GroupOverview& self;
    const Session& session;
    LiveEngine& engine;
    bool isWanted = false;
    Question question; ///< that `groups` answer, or will
    Groups groups;
    Agreements agreements;
    QString message;
    std::optional<Grouping> grouping; ///< that `silhouettes` are of, or will be
    Silhouettes silhouettes;
    QString silhouetteMessage;
    LatestJob<Silhouettes> measuring{Supersede::StopRunning,
                                     [this](Outcome<Silhouettes> outcome) { take(std::move(outcome)); },
                                     [this](double fraction) { Q_EMIT self.progressed(fraction); }};
    LatestJob<Answer> job{Supersede::StopRunning, [this](Outcome<Answer> outcome) { receive(std::move(outcome)); }};

    void refresh()
    {
        if (!isWanted) {
            return;
        }
        const SessionState& state = session.state();
        const auto table = state.space ? state.space->latents : nullptr;
        const LoadedModel* const model = engine.model();
        const bool canDecode = model != nullptr && engine.process() != nullptr;
        Question next{.table = table,
                      .selection = state.selection,
                      .labels = state.labels(),
                      .column = state.map.colourBy,
                      .tail = state.rowTail(),
                      .model = canDecode ? engine.currentProgram().string() + ' ' + model->device : question.model,
                      .engine = canDecode ? std::weak_ptr(engine.process()) : std::weak_ptr<EngineProcess>()};
        if (next == question && table) {
            return measureSilhouettes();
        }
        if (!next.hasSameGroups(question) && !groups.empty()) {
            forget();
            message.clear();
            Q_EMIT self.changed();
        }
        question = std::move(next);
        job.cancel();
        measureSilhouettes();
        if (!table || table->isEmpty() || (!state.selection && columnOf(question) == nullptr)) {
            forget();
            message = !table || table->isEmpty()
                          ? tr("Groups are made of samples: open a space that has some.")
                          : tr("Select samples on the map, or colour it by a label of up to %1 values.")
                                .arg(QLocale().toString(qulonglong{mostGroups}));
            Q_EMIT self.changed();
            return;
        }
        job.request([question = question](const JobControl& control) {
            return Answer{sumUp(question, control), agreementsOf(question, control)};
        });
    }

    void forget()
    {
        groups.clear();
        agreements.clear();
    }

    /// Once there is an engine program, and as long as somebody looks.
    void measureSilhouettes()
    {
        auto next = isWanted && question.table ? groupingOf(question) : std::nullopt;
        if (next && next == grouping) {
            return;
        }
        const bool wasMeasuring = measuring.isBusy();
        const bool canMeasure = next && !engine.currentProgram().empty();
        measuring.cancel();
        silhouettes.clear();
        silhouetteMessage.clear();
        grouping = canMeasure ? std::move(next) : std::nullopt;
        if (grouping) {
            measuring.request([&engine = engine, grouping = *grouping](const JobControl& control) {
                return measure(engine, grouping, control);
            });
        }
        if (wasMeasuring != measuring.isBusy()) {
            Q_EMIT self.runningChanged();
        }
    }

    void take(Outcome<Silhouettes> outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            silhouetteMessage = QString::fromStdString(failure->message);
        } else {
            silhouettes = std::get<Silhouettes>(std::move(outcome));
        }
        joinSilhouettes();
        Q_EMIT self.runningChanged();
        Q_EMIT self.changed();
    }

    void joinSilhouettes()
    {
        if (!grouping) {
            return;
        }
        const std::vector<std::string>& values = grouping->column->values;
        for (GroupOverview::Group& group : groups) {
            const auto which = static_cast<std::size_t>(std::ranges::find(values, group.value) - values.begin());
            if (!group.value.empty() && which < silhouettes.size()) {
                group.silhouette = silhouettes[which];
            }
        }
    }

    void receive(Outcome<Answer> outcome)
    {
        const auto* failure = std::get_if<Failure>(&outcome);
        message = failure ? QString::fromStdString(failure->message) : QString();
        Answer answer = failure ? Answer() : std::get<Answer>(std::move(outcome));
        groups = std::move(answer.groups);
        agreements = std::move(answer.agreements);
        joinSilhouettes();
        Q_EMIT self.changed();
    }
};

GroupOverview::GroupOverview(const Session& session, LiveEngine& engine, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .engine = engine})
{
    const auto refresh = [this] { m_impl->refresh(); };
    connect(&session, &Session::spaceChanged, this, refresh);
    connect(&session, &Session::selectionChanged, this, refresh);
    connect(&session, &Session::labelsChanged, this, refresh);
    connect(&session, &Session::mapChanged, this, refresh);
    connect(&session, &Session::inputsChanged, this, refresh);
    connect(&engine, &LiveEngine::ready, this, refresh);
}

GroupOverview::~GroupOverview() = default;

void GroupOverview::setWanted(bool wanted)
{
    m_impl->isWanted = wanted;
    m_impl->refresh();
    if (!wanted && isRunning()) {
        m_impl->measureSilhouettes(); // given up
    }
}

const std::vector<GroupOverview::Group>& GroupOverview::groups() const
{
    return m_impl->groups;
}

const std::vector<GroupOverview::Agreement>& GroupOverview::agreements() const
{
    return m_impl->agreements;
}

QString GroupOverview::message() const
{
    return m_impl->message;
}

bool GroupOverview::isRunning() const
{
    return m_impl->measuring.isBusy();
}

void GroupOverview::stop()
{
    if (isRunning()) {
        m_impl->measuring.cancel();
        m_impl->silhouetteMessage = tr("Measuring was stopped. Colour the map by another label and back to go on.");
        Q_EMIT runningChanged();
        Q_EMIT changed();
    }
}

QString GroupOverview::silhouetteMessage() const
{
    return m_impl->silhouetteMessage;
}
