// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SelectionGrowth.h"

#include "jobs/LatestJob.h"

#include <QLocale>

#include <algorithm>
#include <iterator>
#include <utility>

namespace {

using Index = std::shared_ptr<const NearestSamples>;

struct Grown
{
    Index index; ///< made on the way, to be kept
    SampleSet samples;
};

Grown growAround(Index index, const std::shared_ptr<const LatentTable>& table, const SampleSet& selection,
                 std::size_t count, const JobControl& control)
{
    if (!index || &index->table() != table.get()) {
        index = std::make_shared<const NearestSamples>(table, NearMetric::Euclidean, control);
    }
    std::vector<bool> isIn(table->rows());
    std::size_t done = 0;
    for (const std::uint32_t sample : selection) {
        if (control.stop.stop_requested()) {
            return {};
        }
        if (sample < isIn.size()) {
            isIn[sample] = true;
            for (const NearSample& near : index->nearest(table->row(sample), count + 1)) { // itself among them
                isIn[near.sample] = true;
            }
        }
        control.report(static_cast<double>(++done) / static_cast<double>(selection.size()));
    }
    Grown grown{.index = index, .samples = {}};
    for (std::uint32_t i = 0; i < isIn.size(); ++i) {
        if (isIn[i]) {
            grown.samples.push_back(i);
        }
    }
    return grown;
}

} // namespace

struct SelectionGrowth::Impl
{
    SelectionGrowth& self;
    Session& session;
    JobList& jobs;
    Index index;
    std::shared_ptr<const SampleSet> before; ///< that `job` grows
    std::optional<int> listed;
    LatestJob<Grown> job{Supersede::StopRunning, [this](Outcome<Grown> outcome) { receive(std::move(outcome)); },
                         [this](double fraction) {
                             if (listed) {
                                 jobs.report(*listed, fraction, -1);
                             }
                         }};

    void end()
    {
        before.reset();
        if (const auto number = std::exchange(listed, std::nullopt)) {
            jobs.remove(*number);
        }
    }

    void receive(Outcome<Grown> outcome)
    {
        const auto grownFrom = before;
        end();
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
            return;
        }
        Grown& grown = std::get<Grown>(outcome);
        index = grown.index;
        if (session.state().selection != grownFrom || grown.samples.empty()) {
            return; // somebody has selected something else meanwhile
        }
        const std::size_t count = grown.samples.size() - grownFrom->size();
        const QString added = QLocale().toString(qulonglong{count});
        session.edit(tr("Grow the selection by %1").arg(added), [&](SessionState& state) {
            state.selection = std::make_shared<const SampleSet>(std::move(grown.samples));
        });
        Q_EMIT self.finished(count == 1 ? tr("1 sample added to the selection")
                                        : tr("%1 samples added to the selection").arg(added));
    }
};

SelectionGrowth::SelectionGrowth(Session& session, JobList& jobs, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .jobs = jobs})
{
    connect(&session, &Session::spaceChanged, this, [this] {
        stop();
        m_impl->index.reset();
    });
}

SelectionGrowth::~SelectionGrowth() = default;

void SelectionGrowth::grow(std::size_t count)
{
    const SessionState& state = m_impl->session.state();
    if (!state.selection || !state.space || !state.space->latents) {
        Q_EMIT failed(tr("Nothing is selected that could grow. Select samples on the map first."));
        return;
    }
    m_impl->end();
    m_impl->before = state.selection;
    m_impl->listed = m_impl->jobs.add(tr("Growing the selection"), [this] { stop(); });
    m_impl->job.request(
        [index = m_impl->index, table = state.space->latents, selection = state.selection,
         count](const JobControl& control) { return growAround(index, table, *selection, count, control); });
}

bool SelectionGrowth::isRunning() const
{
    return m_impl->job.isBusy();
}

void SelectionGrowth::stop()
{
    m_impl->job.cancel();
    m_impl->end();
}
