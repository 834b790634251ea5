// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/MapFiles.h"

#include "base/AtomicFile.h"
#include "jobs/LatestJob.h"
#include "session/LabelEdits.h"
#include "space/NpyFile.h"

#include <QLocale>

#include <utility>

namespace {

struct Read
{
    MapTable table;
    std::filesystem::path file;
};

using Columns = std::vector<LabelColumn>;

} // namespace

struct MapFiles::Impl
{
    MapFiles& self;
    Session& session;
    const ShownMap& map;
    std::shared_ptr<const Space> space; ///< whose samples `reading` and `keeping` are about
    QString keptName;
    LatestJob<Read> reading{Supersede::StopRunning, [this](const Outcome<Read>& outcome) { take(outcome); }};
    LatestJob<QString> writing{Supersede::FinishRunning, [this](const Outcome<QString>& outcome) {
                                   if (const auto* failure = std::get_if<Failure>(&outcome)) {
                                       Q_EMIT self.failed(QString::fromStdString(failure->message));
                                   } else {
                                       Q_EMIT self.written(std::get<QString>(outcome));
                                   }
                               }};
    LatestJob<Columns> keeping{Supersede::StopRunning, [this](Outcome<Columns> outcome) { keep(std::move(outcome)); }};

    void take(const Outcome<Read>& outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        } else if (session.state().space == space) { // no other was opened meanwhile
            const Read& found = std::get<Read>(outcome);
            Q_EMIT self.read(found.table, QString::fromStdString(found.file.filename().string()));
        }
    }

    void keep(Outcome<Columns> outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        } else if (session.state().space == space) {
            session.edit(tr("Keep the map's places as labels"),
                         [&](SessionState& state) { addLabelColumns(state, std::get<Columns>(std::move(outcome))); });
            Q_EMIT self.written(tr("The map's places are labels now: %1 x and %1 y").arg(keptName));
        }
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
    m_impl->space = space;
    m_impl->reading.request([file, count = space->sampleCount()](const JobControl&) {
        return Read{readMapTable(file, count), file};
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
    m_impl->writing.request(
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
    m_impl->space = m_impl->session.state().space;
    m_impl->keptName = name;
    m_impl->keeping.request([positions, name = name.toStdString()](const JobControl&) {
        Columns columns;
        std::vector<float> numbers(positions->rows());
        for (std::size_t axis = 0; axis < std::min<std::size_t>(2, positions->columns()); ++axis) {
            for (std::size_t row = 0; row < numbers.size(); ++row) {
                numbers[row] = positions->row(row)[axis];
            }
            columns.push_back(columnOfNumbers(name + (axis == 0 ? " x" : " y"), numbers));
        }
        return columns;
    });
}
