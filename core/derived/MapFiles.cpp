// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/MapFiles.h"

#include "base/AtomicFile.h"
#include "jobs/LatestJob.h"
#include "session/LabelEdits.h"
#include "space/NpyFile.h"

#include <QLocale>

#include <deque>
#include <utility>

namespace {

struct Read
{
    std::shared_ptr<const Space> space; ///< whose samples it is about
    std::shared_ptr<const MapTable> table;
    std::filesystem::path file;
};

struct Kept
{
    std::shared_ptr<const Space> space;
    std::vector<LabelColumn> columns;
    QString name;
};

} // namespace

struct MapFiles::Impl
{
    MapFiles& self;
    Session& session;
    const ShownMap& map;
    LatestJob<Read> reading{Supersede::StopRunning, [this](const Outcome<Read>& outcome) { take(outcome); }};
    std::deque<LatestJob<QString>::Work> toWrite; ///< behind what is being written: each is somebody's file
    LatestJob<QString> writing{Supersede::FinishRunning, [this](const Outcome<QString>& outcome) { tell(outcome); }};
    LatestJob<Kept> keeping{Supersede::StopRunning, [this](Outcome<Kept> outcome) { keep(std::move(outcome)); }};

    void write(LatestJob<QString>::Work work)
    {
        if (writing.isBusy()) {
            toWrite.push_back(std::move(work));
        } else {
            writing.request(std::move(work));
        }
    }

    void tell(const Outcome<QString>& outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        } else {
            Q_EMIT self.written(std::get<QString>(outcome));
        }
        if (!toWrite.empty() && !writing.isBusy()) {
            writing.request(std::move(toWrite.front()));
            toWrite.pop_front();
        }
    }

    void take(const Outcome<Read>& outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        } else if (const Read& found = std::get<Read>(outcome); session.state().space == found.space) {
            Q_EMIT self.read(found.table, QString::fromStdString(found.file.filename().string()));
        } // else another was opened meanwhile
    }

    void keep(Outcome<Kept> outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        } else if (Kept& kept = std::get<Kept>(outcome); session.state().space == kept.space) {
            session.edit(tr("Keep the map's places as labels"),
                         [&](SessionState& state) { addLabelColumns(state, std::move(kept.columns)); });
            Q_EMIT self.written(tr("The map's places are labels now: %1 x and %1 y").arg(kept.name));
        } // else another was opened meanwhile
    }
};

MapFiles::MapFiles(Session& session, const ShownMap& map, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .session = session, .map = map})
{
}

MapFiles::~MapFiles() = default;

void MapFiles::readFrom(const std::filesystem::path& file)
{
    const auto& space = m_impl->session.state().space;
    if (!space || space->sampleCount() == 0) {
        Q_EMIT failed(tr("A map from a file needs samples to lay out: open a space that has some."));
        return;
    }
    m_impl->reading.request([file, space](const JobControl&) {
        return Read{space, std::make_shared<const MapTable>(readMapTable(file, space->sampleCount())), file};
    });
}

void MapFiles::show(const MapTable& table, std::size_t x, std::size_t y, const QString& name)
{
    m_impl->session.edit(tr("Show the map of %1").arg(name), [&](SessionState& state) {
        addLabelColumns(state, {table.columns[x], table.columns[y]});
        state.projection.kind = MapKind::Axes;
        state.projection.axes = {MapAxis{MapAxis::Kind::Label, 0, table.columns[x].name},
                                 MapAxis{MapAxis::Kind::Label, 0, table.columns[y].name}};
    });
}

void MapFiles::write(What what, SampleSet samples, const std::filesystem::path& file)
{
    const SessionState& state = m_impl->session.state();
    const auto positions = m_impl->map.content().positions;
    const auto latents = state.space ? state.space->latents : nullptr;
    if (!positions || !latents || samples.empty()) {
        Q_EMIT failed(tr("There is no map whose samples could be written. Open a space that has samples."));
        return;
    }
    m_impl->write(
        [what, positions, latents, labels = state.labels(), samples = std::move(samples), file](const JobControl&) {
            switch (what) {
            case What::Table:
                writeFileAtomically(file, mapTableText(*positions, labels.get(), samples));
                break;
            case What::Places:
                writeLatents(file, rowsOf(*positions, samples, 2));
                break;
            case What::Latents:
                writeLatents(file, rowsOf(*latents, samples, latents->columns()));
                break;
            }
            return tr("%1 written: %2 samples")
                .arg(QString::fromStdString(file.filename().string()), QLocale().toString(qulonglong{samples.size()}));
        });
}

void MapFiles::keepAsLabels(const QString& name)
{
    const auto positions = m_impl->map.content().positions;
    if (!positions) {
        Q_EMIT failed(tr("There is no map whose places could be kept. Open a space that has samples."));
        return;
    }
    m_impl->keeping.request([space = m_impl->session.state().space, positions, name](const JobControl&) {
        Kept kept{.space = space, .columns = {}, .name = name};
        std::vector<float> numbers(positions->rows());
        for (std::size_t axis = 0; axis < std::min<std::size_t>(2, positions->columns()); ++axis) {
            for (std::size_t row = 0; row < numbers.size(); ++row) {
                numbers[row] = positions->row(row)[axis];
            }
            kept.columns.push_back(columnOfNumbers(name.toStdString() + (axis == 0 ? " x" : " y"), numbers));
        }
        return kept;
    });
}
