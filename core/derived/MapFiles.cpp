// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/MapFiles.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "jobs/LatestJob.h"
#include "session/KeptMapEdits.h"
#include "session/LabelEdits.h"
#include "space/LabelFile.h"
#include "space/NpyFile.h"

#include <QLocale>

#include <algorithm>
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

/// The first two numbers of each row; a line has 0 for the second one.
std::shared_ptr<const LatentTable> placesOf(const std::shared_ptr<const LatentTable>& positions)
{
    if (positions->columns() == 2) {
        return positions;
    }
    auto places = std::make_shared<LatentTable>(positions->rows(), 2);
    for (std::size_t row = 0; row < positions->rows(); ++row) {
        std::ranges::copy(positions->row(row).first(std::min<std::size_t>(2, positions->columns())),
                          places->row(row).begin());
    }
    return places;
}

} // namespace

struct MapFiles::Impl
{
    MapFiles& self;
    Session& session;
    const ShownMap& map;
    const ShownMap& beside;
    const TsneLayout& tsne;
    std::filesystem::path executable;
    LatestJob<Read> reading{Supersede::StopRunning, [this](const Outcome<Read>& outcome) { take(outcome); },
                            [this](double fraction) { Q_EMIT self.progressed(fraction); }};
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
        Q_EMIT self.runningChanged();
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        } else if (const Read& found = std::get<Read>(outcome); isSameOpening(session.state().space, found.space)) {
            Q_EMIT self.read(found.table, QString::fromStdString(found.file.filename().string()));
        } // else another was opened meanwhile
    }

    /// The places on the map that is shown, and where another seed stands beside it on that one too.
    [[nodiscard]] std::vector<std::shared_ptr<const LatentTable>> shownMaps() const
    {
        const MapProjection& projection = session.state().projection;
        const auto& first = map.content().positions;
        const auto& second = beside.content().positions;
        const bool areTwo = projection.kind == MapKind::Tsne && projection.besideSeed && first && second &&
                            second->rows() == first->rows();
        return areTwo  ? std::vector{first, second}
               : first ? std::vector{first}
                       : std::vector<std::decay_t<decltype(first)>>();
    }

    [[nodiscard]] QString whyKeptMapStays() const
    {
        const auto& space = session.state().space;
        if (!space || mapNamed(space->manifest.maps, session.state().projection.kept) == nullptr) {
            return tr("There is no kept map that could be changed. Choose one under Kept.");
        }
        const std::string why = whyLabelsCannotBeWritten(*space, executable);
        return why.empty() ? QString()
                           : tr("The maps of the space stay as they are: %1. Save a copy of the space, and change "
                                "those of the copy.")
                                 .arg(QString::fromStdString(why));
    }

    /// Why the map of now cannot be kept in the space's folder; empty when it can.
    [[nodiscard]] QString whyNotInSpace() const
    {
        const SessionState& state = session.state();
        if (!state.space || !state.space->latents || !map.content().positions) {
            return tr("There is no map that could be kept. Open a space that has samples.");
        }
        if (state.space->isBareDecoder || state.space->generated) {
            return tr("A map is kept in a space's folder, beside its own samples. Save this as a space first.");
        }
        const std::string why = whyLabelsCannotBeWritten(*state.space, executable);
        if (!why.empty()) {
            return tr("The map cannot be kept: %1. Save a copy of the space, and keep it there.")
                .arg(QString::fromStdString(why));
        }
        const bool isOnItsWay = state.projection.kind == MapKind::Tsne && (!tsne.positions() || tsne.isRunning());
        return isOnItsWay ? tr("The t-SNE map is not finished. Wait for it, or stop it, and keep it then.") : QString();
    }

    /// Without its places.
    [[nodiscard]] SavedMap mapOfNow(const QString& name) const
    {
        const SessionState& state = session.state();
        SavedMap saved;
        switch (state.projection.kind) {
        case MapKind::PrincipalComponents:
            saved.method = "pca";
            break;
        case MapKind::Tsne:
            saved.method = "tsne";
            if (tsne.status() == TsneLayout::Status::Done) { // else its options are not what it was made with
                saved.tsne = state.projection.tsne;
                saved.tsne->threads = 0;
                saved.quality = tsne.map();
            }
            break;
        case MapKind::Axes:
            saved.method = map.content().plane ? "axes" : "";
            break;
        case MapKind::Kept:
            if (const SavedMap* const same = mapNamed(state.space->manifest.maps, state.projection.kept)) {
                saved = *same;
            }
            break;
        }
        saved.name = name.toStdString();
        return saved;
    }

    /// Tells what is wrong, if something is.
    void edit(const QString& text, const std::function<void(SessionState&)>& change)
    {
        try {
            session.edit(text, change);
        } catch (const UserError& error) {
            Q_EMIT self.failed(QString::fromUtf8(error.what()));
        }
    }

    void keep(Outcome<Kept> outcome)
    {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        } else if (Kept& kept = std::get<Kept>(outcome); isSameOpening(session.state().space, kept.space)) {
            session.edit(tr("Keep the map's places as labels"),
                         [&](SessionState& state) { addLabelColumns(state, std::move(kept.columns)); });
            Q_EMIT self.written(tr("The map's places are labels now: %1 x and %1 y").arg(kept.name));
        } // else another was opened meanwhile
    }
};

MapFiles::MapFiles(Session& session, const ShownMap& map, const ShownMap& beside, const TsneLayout& tsne,
                   std::filesystem::path executable, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this,
                      .session = session,
                      .map = map,
                      .beside = beside,
                      .tsne = tsne,
                      .executable = std::move(executable),
                      .toWrite = {}})
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
    m_impl->reading.request([file, space](const JobControl& control) {
        return Read{space, std::make_shared<const MapTable>(readMapTable(file, space->sampleCount(), control)), file};
    });
    Q_EMIT runningChanged();
}

bool MapFiles::isRunning() const
{
    return m_impl->reading.isBusy();
}

void MapFiles::stop()
{
    m_impl->reading.cancel();
    Q_EMIT runningChanged();
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
    const auto maps = m_impl->shownMaps();
    const auto latents = state.space ? state.space->latents : nullptr;
    if (maps.empty() || !latents || samples.empty()) {
        Q_EMIT failed(tr("There is no map whose samples could be written. Open a space that has samples."));
        return;
    }
    m_impl->write(
        [what, maps, latents, labels = state.labels(), samples = std::move(samples), file](const JobControl&) {
            switch (what) {
            case What::Table:
                writeFileAtomically(file, mapTableText(maps, labels.get(), samples));
                break;
            case What::Places:
                writeLatents(file, placesOn(maps, samples));
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

void MapFiles::keepInSpace(const QString& name)
{
    const QString why = m_impl->whyNotInSpace();
    if (!why.isEmpty() || name.trimmed().isEmpty()) {
        Q_EMIT failed(why.isEmpty() ? tr("A map that is kept needs a name.") : why);
        return;
    }
    SavedMap map = m_impl->mapOfNow(name.trimmed());
    map.positions = placesOf(m_impl->map.content().positions);
    m_impl->edit(tr("Keep the map “%1”").arg(name.trimmed()),
                 [&](SessionState& state) { keepMapOfState(state, std::move(map)); });
}

void MapFiles::removeKept()
{
    const MapProjection& projection = m_impl->session.state().projection;
    const std::string name = projection.kept;
    if (const QString why = m_impl->whyKeptMapStays(); !why.isEmpty()) {
        Q_EMIT failed(why);
    } else {
        m_impl->edit(tr("Remove the map “%1”").arg(QString::fromStdString(name)),
                     [&](SessionState& state) { removeKeptMap(state, name); });
    }
}

void MapFiles::renameKept(const QString& name)
{
    const std::string before = m_impl->session.state().projection.kept;
    if (const QString why = m_impl->whyKeptMapStays(); !why.isEmpty()) {
        Q_EMIT failed(why);
    } else {
        m_impl->edit(tr("Rename the map “%1”").arg(QString::fromStdString(before)),
                     [&](SessionState& state) { renameKeptMap(state, before, name.trimmed().toStdString()); });
    }
}

QString MapFiles::whyKeptMapStays() const
{
    return m_impl->whyKeptMapStays();
}

QString MapFiles::proposedName() const
{
    const MapProjection& projection = m_impl->session.state().projection;
    switch (projection.kind) {
    case MapKind::PrincipalComponents:
        return QStringLiteral("PCA");
    case MapKind::Tsne:
        return QStringLiteral("t-SNE");
    case MapKind::Kept:
        return QString::fromStdString(projection.kept);
    case MapKind::Axes:
        break;
    }
    const auto& titles = m_impl->map.content().axes;
    const bool isPair = titles[0].size() > 2 && titles[0].chopped(1) == titles[1].chopped(1); // "umap x", "umap y"
    return isPair ? titles[0].chopped(1).trimmed() : tr("%1, %2").arg(titles[0], titles[1]);
}
