// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DepthInSamples.h"
#include "derived/NearestToPoint.h"
#include "derived/SamplePictures.h"

#include <QWidget>

class DistanceMeter;
class ElidedLabel;
class NeighbourTiles;
class QAction;
class QComboBox;
class QSpinBox;

/// The samples nearest to the current point as pictures, which follow it, and a line that says whether the point is on
/// the data.
class NeighbourPanel : public QWidget
{
    Q_OBJECT

public:
    NeighbourPanel(Session& session, NearestToPoint& nearest, const SamplePictures& pictures,
                   QWidget* parent = nullptr);

    /// Without it the line says nothing of the samples' distribution.
    void setDepth(DepthInSamples& depth);

    [[nodiscard]] NeighbourTiles& tiles() const { return *m_tiles; }
    /// Goes to the nearest sample, whether the panel is shown or not.
    [[nodiscard]] QAction* pullBackAction() const { return m_pullBack; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void makeHeader(class QVBoxLayout& layout);
    void refresh();
    void showTiles();
    void showDistance();
    [[nodiscard]] QString depthText() const;
    [[nodiscard]] QString depthTip() const;
    void showView();
    void setView();
    void pullBack();
    void pullBackOnceKnown();
    void goTo(std::uint32_t sample, bool keepAmounts);

    Session& m_session;
    NearestToPoint& m_nearest;
    const SamplePictures& m_pictures;
    DepthInSamples* m_depth = nullptr;
    QComboBox* m_metric;
    QSpinBox* m_count;
    QAction* m_pullBack;
    ElidedLabel* m_line;
    DistanceMeter* m_meter;
    NeighbourTiles* m_tiles;
    bool m_pullsBack = false; ///< as soon as the nearest sample is known
};
