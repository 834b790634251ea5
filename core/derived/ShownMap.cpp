// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/ShownMap.h"

#include <QLocale>

ShownMap::ShownMap(const Session& session, const TsneLayout& tsne, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_tsne(tsne)
{
    connect(&tsne, &TsneLayout::changed, this, &ShownMap::follow);
    connect(&tsne, &TsneLayout::moved, this, &ShownMap::follow);
    connect(&session, &Session::spaceChanged, this, &ShownMap::refresh);
    connect(&session, &Session::mapChanged, this, &ShownMap::refresh);
    refresh();
}

ShownMap::ShownMap(const Session& session, const DatasetMap& map, const TsneLayout& tsne, const AxesLayout& axes,
                   QObject* parent)
    : ShownMap(session, tsne, parent)
{
    m_map = &map;
    m_axes = &axes;
    connect(&map, &DatasetMap::changed, this, &ShownMap::refresh);
    connect(&axes, &AxesLayout::changed, this, &ShownMap::refresh);
    refresh();
}

MapKind ShownMap::kind() const
{
    return m_map == nullptr ? MapKind::Tsne : m_session.state().projection.kind;
}

void ShownMap::refresh()
{
    MapContent next = wanted();
    const bool isSamePlane =
        next.plane == m_content.plane || (next.plane && m_content.plane && *next.plane == *m_content.plane);
    const bool isSame = next.positions == m_content.positions && isSamePlane && next.axes == m_content.axes &&
                        next.message == m_content.message && next.hasEqualUnits == m_content.hasEqualUnits;
    if (!isSame) {
        m_content = std::move(next);
        Q_EMIT changed();
    }
}

MapContent ShownMap::wanted() const
{
    const MapKind kind = this->kind();
    if (kind == MapKind::Tsne && m_tsne.positions()) {
        return {m_tsne.positions(), nullptr, {tr("t-SNE 1"), tr("t-SNE 2")}, {}};
    }
    if (m_map == nullptr) {
        return {nullptr,
                nullptr,
                {},
                m_tsne.status() == TsneLayout::Status::Failed ? m_tsne.problem()
                                                              : tr("The map of another seed is on its way.")};
    }
    if (kind == MapKind::Axes && m_axes->positions()) {
        return {m_axes->positions(), m_axes->plane(), m_axes->titles(), {}, m_axes->hasEqualUnits()};
    }
    if (kind == MapKind::Axes && !m_axes->message().isEmpty()) {
        return {nullptr, nullptr, {}, m_axes->message()};
    }
    if (kind == MapKind::Kept) {
        return keptContent();
    }
    return componentsContent();
}

MapContent ShownMap::keptContent() const
{
    const SessionState& state = m_session.state();
    const SavedMap* const kept = state.space ? mapNamed(state.space->manifest.maps, state.projection.kept) : nullptr;
    if (kept == nullptr || !kept->positions || kept->positions->rows() != state.space->sampleCount()) {
        return {nullptr,
                nullptr,
                {},
                tr("The space has no map “%1”. Choose another one above.")
                    .arg(QString::fromStdString(state.projection.kept))};
    }
    const QString name = QString::fromStdString(kept->name);
    return {kept->positions, nullptr, {tr("%1 1").arg(name), tr("%1 2").arg(name)}, {}};
}

/// A t-SNE map that is shown already moves; one that comes first replaces what was shown.
void ShownMap::follow()
{
    const bool isShown = kind() == MapKind::Tsne;
    const bool hadIt = m_content.positions && !m_content.plane;
    if (isShown && hadIt && m_tsne.positions() && m_content.positions->rows() == m_tsne.positions()->rows()) {
        m_content.positions = m_tsne.positions();
        Q_EMIT moved();
    } else if (isShown) {
        refresh();
    }
}

MapContent ShownMap::componentsContent() const
{
    const auto& space = m_session.state().space;
    const auto components = m_map->components();
    const auto coordinates = m_map->coordinates();
    const bool fits = space && components && coordinates && coordinates->columns() > 0 &&
                      coordinates->rows() == space->sampleCount() &&
                      components->mean.size() == static_cast<std::size_t>(space->latentSize());
    if (!fits) { // else it is of the space before
        return {nullptr, nullptr, {}, m_map->message()};
    }
    return ::componentsContent(*components, coordinates);
}

MapContent componentsContent(const PrincipalComponents& components, std::shared_ptr<const LatentTable> coordinates)
{
    const auto title = [&](std::size_t i) {
        if (i >= components.explainedVariance.size() || !(components.totalVariance > 0)) {
            return QString();
        }
        const double percent = 100 * components.explainedVariance[i] / components.totalVariance;
        return ShownMap::tr("PC %1 (%2 %)")
            .arg(QLocale().toString(qulonglong{i + 1}), QLocale().toString(percent, 'f', 1));
    };
    return {std::move(coordinates), std::make_shared<const MapPlane>(planeOf(components)), {title(0), title(1)}, {}};
}
