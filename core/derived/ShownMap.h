// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/AxesLayout.h"
#include "derived/TsneLayout.h"

/// A map as it is shown.
struct MapContent
{
    /// n x k with k at least 1: a sample lies at the first two numbers of its row. Null: `message` says why.
    std::shared_ptr<const LatentTable> positions;
    std::shared_ptr<const MapPlane> plane; ///< null where places come from no directions
    std::array<QString, 2> axes;           ///< what stands at them
    QString message;
    bool hasEqualUnits = true; ///< one unit is as long on both axes: distances mean something
};

/// The map that the session asks for. Until that one has its first places, the principal components.
class ShownMap : public QObject
{
    Q_OBJECT

public:
    ShownMap(const Session& session, const DatasetMap& map, const TsneLayout& tsne, const AxesLayout& axes,
             QObject* parent = nullptr);
    /// Of that t-SNE map alone, whatever kind the session asks for: nothing until it has its first places.
    ShownMap(const Session& session, const TsneLayout& tsne, QObject* parent = nullptr);

    [[nodiscard]] const MapContent& content() const { return m_content; }

Q_SIGNALS:
    void changed();
    void moved(); ///< the same samples of the same map, on their way

private:
    void refresh();
    void follow();
    [[nodiscard]] MapContent wanted() const;
    [[nodiscard]] MapKind kind() const;
    [[nodiscard]] MapContent componentsContent() const;
    [[nodiscard]] MapContent keptContent() const;

    const Session& m_session;
    const TsneLayout& m_tsne;
    const DatasetMap* m_map = nullptr; ///< null: only t-SNE is shown
    const AxesLayout* m_axes = nullptr;
    MapContent m_content;
};

/// What PCA shows: `coordinates` (n x k) in the basis of `components`.
[[nodiscard]] MapContent componentsContent(const PrincipalComponents& components,
                                           std::shared_ptr<const LatentTable> coordinates);
