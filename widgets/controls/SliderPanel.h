// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/SliderView.h"
#include "derived/MappedDraw.h"
#include "session/PointEdits.h"

#include <QWidget>

class QAbstractButton;
class QAction;
class QButtonGroup;
class QDoubleSpinBox;
class QLabel;
class QToolButton;

/// The latent sliders with what concerns all of them: basis, order, random points, reset, and how many matter.
class SliderPanel : public QWidget
{
    Q_OBJECT

public:
    SliderPanel(Session& session, const DatasetMap& map, const SliderStatistics& statistics, const Influence& influence,
                QWidget* parent = nullptr);

    [[nodiscard]] SliderView& sliders() { return *m_view; }
    /// For the window's menus: randomise again (Ctrl+R) and reset all.
    [[nodiscard]] QAction* randomiseAction() const { return m_randomise; }
    [[nodiscard]] QAction* resetAllAction() const { return m_resetAll; }
    void setSeed(std::uint64_t seed) { m_random.seed(seed); }
    /// Who turns draws of the prior into latents, where the space has a mapping network.
    void setMapping(MappedDraw& mapping);

private:
    QWidget* makeHeader();
    QAbstractButton* makeSegment(QButtonGroup* group, int id, const QString& text, const QString& name);
    QToolButton* makeRandomiseButton();
    void makeActions();
    void randomiseFrom(RandomFrom from);
    void goToDrawn(const LatentVector& latent);
    void setBasis(SliderBasis basis);
    void setSort(SliderSort sort);
    void showState();

    Session& m_session;
    const DatasetMap& m_map;
    const SliderStatistics& m_statistics;
    const Influence& m_influence;
    SliderView* m_view;
    QButtonGroup* m_basis = nullptr;
    QButtonGroup* m_sort = nullptr;
    QLabel* m_counter = nullptr;
    QAction* m_randomise = nullptr;
    QAction* m_resetAll = nullptr;
    QAction* m_fromSamples = nullptr;
    QDoubleSpinBox* m_amount = nullptr;
    RandomFrom m_lastRandom = RandomFrom::Samples;
    std::mt19937_64 m_random;
    MappedDraw* m_mapping = nullptr;
};
