// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/ShownMap.h"
#include "latent/MapPlacement.h"

/// Where the current point belongs on a map without a plane (t-SNE, labels), by its nearest samples in latent space;
/// while such a map is shown.
class PointPlacement : public QObject
{
    Q_OBJECT

public:
    PointPlacement(const Session& session, const ShownMap& map, QObject* parent = nullptr);
    ~PointPlacement() override;

    /// Of the newest point that was answered; none where there is no map, or not yet.
    [[nodiscard]] const std::optional<PlacedPoint>& place() const;

Q_SIGNALS:
    void changed();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
