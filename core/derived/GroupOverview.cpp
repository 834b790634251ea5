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

/// What the groups are of: they are summed up again when any of it changes.
struct Question
{
    std::shared_ptr<const LatentTable> table;
    std::shared_ptr<const SampleSet> selection;
    std::shared_ptr<const LabelTable> labels;
    std::string column; ///< of `labels`
    LatentVector tail;
    std::weak_ptr<EngineProcess> engine; ///< that decodes the means
    [[nodiscard]] bool operator==(const Question& other) const
    {
        const bool isSameEngine = !engine.owner_before(other.engine) && !other.engine.owner_before(engine);
        return isSameEngine && table == other.table && selection == other.selection && labels == other.labels &&
               column == other.column && tail == other.tail;
    }
};

using Groups = std::vector<GroupOverview::Group>;

const LabelColumn* columnOf(const Question& question)
{
    const LabelColumn* const column = question.labels ? question.labels->find(question.column) : nullptr;
    const bool fits = column != nullptr && !column->values.empty() &&
                      column->values.size() <= GroupOverview::mostGroups &&
                      column->codes.size() == question.table->rows();
    return fits ? column : nullptr;
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

void decodeCentres(Groups& groups, const Question& question, const JobControl& control)
{
    const auto process = question.engine.lock();
    std::vector<float> rows;
    for (const GroupOverview::Group& group : groups) {
        rows.insert(rows.end(), group.summary.mean.begin(), group.summary.mean.end());
        rows.insert(rows.end(), question.tail.begin(), question.tail.end());
    }
    const std::size_t width = question.table->columns() + question.tail.size();
    if (!process || groups.empty()) {
        return;
    }
    try {
        const PictureBatch pictures =
            process->client().decodeTable(LatentTable(groups.size(), width, std::move(rows)), control);
        const std::size_t bytes = pictures.shape.bytes();
        for (std::size_t i = 0; i < pictures.count && i < groups.size(); ++i) {
            groups[i].centre = imageOf(pictures.shape, std::span(pictures.pixels).subspan(i * bytes, bytes)).copy();
        }
    } catch (const UserError&) { // a lost engine comes back and is asked again; a point without a picture has none
    }
}

Groups sumUp(const Question& question, const JobControl& control)
{
    Groups groups;
    const auto add = [&](std::string value, GroupSummary summary) {
        if (summary.size > 0) {
            groups.push_back({.value = std::move(value), .summary = std::move(summary), .centre = {}, .labels = {}});
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
    QString message;
    LatestJob<Groups> job{Supersede::StopRunning, [this](Outcome<Groups> outcome) { receive(std::move(outcome)); }};

    void refresh()
    {
        if (!isWanted) {
            return;
        }
        const SessionState& state = session.state();
        const auto table = state.space ? state.space->latents : nullptr;
        const bool canDecode = engine.model() != nullptr && engine.process() != nullptr;
        Question next{.table = table,
                      .selection = state.selection,
                      .labels = state.labels(),
                      .column = state.map.colourBy,
                      .tail = state.rowTail(),
                      .engine = canDecode ? std::weak_ptr(engine.process()) : std::weak_ptr<EngineProcess>()};
        if (next == question && table) {
            return;
        }
        question = std::move(next);
        job.cancel();
        if (!table || table->isEmpty() || (!state.selection && columnOf(question) == nullptr)) {
            groups.clear();
            message = !table || table->isEmpty()
                          ? tr("Groups are made of samples: open a space that has some.")
                          : tr("Select samples on the map, or colour it by a label of up to %1 values.")
                                .arg(QLocale().toString(qulonglong{mostGroups}));
            Q_EMIT self.changed();
            return;
        }
        job.request([question = question](const JobControl& control) { return sumUp(question, control); });
    }

    void receive(Outcome<Groups> outcome)
    {
        const auto* failure = std::get_if<Failure>(&outcome);
        message = failure ? QString::fromStdString(failure->message) : QString();
        groups = failure ? Groups() : std::get<Groups>(std::move(outcome));
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
}

const std::vector<GroupOverview::Group>& GroupOverview::groups() const
{
    return m_impl->groups;
}

QString GroupOverview::message() const
{
    return m_impl->message;
}
