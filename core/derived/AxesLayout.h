// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DatasetMap.h"
#include "latent/MapPlane.h"

/// The samples along two axes of one's own: latents, principal components, attribute vectors and columns of numbers,
/// while the session's map is that one.
class AxesLayout : public QObject
{
    Q_OBJECT

public:
    AxesLayout(const Session& session, const DatasetMap& map, QObject* parent = nullptr);
    ~AxesLayout() override;

    /// n x 2, NaN where a label is unknown; null where there is none, or not yet.
    [[nodiscard]] std::shared_ptr<const LatentTable> positions() const;
    /// Null where an axis is a label: numbers have no direction.
    [[nodiscard]] std::shared_ptr<const MapPlane> plane() const;
    /// Whether one unit is to be as long on both axes: always with a plane, and on labels of like extent.
    [[nodiscard]] bool hasEqualUnits() const;
    [[nodiscard]] const std::array<QString, 2>& titles() const;
    [[nodiscard]] QString message() const; ///< why there is none; empty when there is

Q_SIGNALS:
    void changed();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// What an axis is called: "z3" or its name, "PC 2", the vector's or the label's name.
[[nodiscard]] QString axisTitle(const SessionState& state, const MapAxis& axis);
