// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/ShownMap.h"

#include <QLocale>

#include <algorithm>

namespace {

/// Whether both coordinates may be of one kind: those of a map from a file are, years and metres are not.
bool haveLikeExtents(const LatentTable& positions)
{
    constexpr float mostUnlike = 4;
    std::array<std::array<float, 2>, 2> ends = {{{1e30F, -1e30F}, {1e30F, -1e30F}}};
    for (std::size_t row = 0; row < positions.rows(); ++row) {
        for (std::size_t k = 0; k < 2; ++k) { // NaN is neither smaller nor larger
            ends[k] = {std::min(ends[k][0], positions.row(row)[k]), std::max(ends[k][1], positions.row(row)[k])};
        }
    }
    const float x = ends[0][1] - ends[0][0];
    const float y = ends[1][1] - ends[1][0];
    return x <= mostUnlike * y && y <= mostUnlike * x;
}

} // namespace

ShownMap::ShownMap(const Session& session, const DatasetMap& map, const TsneLayout& tsne, const AxesLayout& axes,
                   QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_map(map)
    , m_tsne(tsne)
    , m_axes(axes)
{
    connect(&map, &DatasetMap::changed, this, &ShownMap::refresh);
    connect(&axes, &AxesLayout::changed, this, &ShownMap::refresh);
    connect(&tsne, &TsneLayout::changed, this, &ShownMap::follow);
    connect(&tsne, &TsneLayout::moved, this, &ShownMap::follow);
    connect(&session, &Session::spaceChanged, this, &ShownMap::refresh);
    connect(&session, &Session::mapChanged, this, &ShownMap::refresh);
    refresh();
}

void ShownMap::refresh()
{
    const MapKind kind = m_session.state().projection.kind;
    if (kind == MapKind::Tsne && m_tsne.positions()) {
        m_content = {m_tsne.positions(), nullptr, {tr("t-SNE 1"), tr("t-SNE 2")}, {}};
    } else if (kind == MapKind::Axes && m_axes.positions()) {
        m_content = {m_axes.positions(), m_axes.plane(), m_axes.titles(), {}};
        m_content.hasEqualUnits = m_axes.plane() || haveLikeExtents(*m_axes.positions());
    } else if (kind == MapKind::Axes && !m_axes.message().isEmpty()) {
        m_content = {nullptr, nullptr, {}, m_axes.message()};
    } else {
        m_content = componentsContent();
    }
    Q_EMIT changed();
}

/// A t-SNE map that is shown already moves; one that comes first replaces what was shown.
void ShownMap::follow()
{
    const bool isShown = m_session.state().projection.kind == MapKind::Tsne;
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
    const auto components = m_map.components();
    const auto coordinates = m_map.coordinates();
    const bool fits = space && components && coordinates && coordinates->columns() > 0 &&
                      coordinates->rows() == space->sampleCount() &&
                      components->mean.size() == static_cast<std::size_t>(space->latentSize());
    if (!fits) { // else it is of the space before
        return {nullptr, nullptr, {}, m_map.message()};
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
