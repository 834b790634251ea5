// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/ShownMap.h"
#include "latent/MapPlacement.h"

/// Where the current point, and others that are asked for, belong on a map without a plane (t-SNE, labels), by their
/// nearest samples in latent space; while such a map is shown.
class PointPlacement : public QObject
{
    Q_OBJECT

public:
    PointPlacement(const Session& session, const ShownMap& map, QObject* parent = nullptr);
    ~PointPlacement() override;

    /// Of the newest point that was answered; none where there is no map, or not yet.
    [[nodiscard]] const std::optional<PlacedPoint>& place() const;

    /// These are placed as well from now on: points as wide as the latents.
    void placeToo(const std::vector<LatentVector>& others);
    /// Of each of them; none as above, and where its values are not finite. Empty until they were answered.
    [[nodiscard]] const std::vector<std::optional<PlacedPoint>>& otherPlaces() const;

Q_SIGNALS:
    void changed();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
