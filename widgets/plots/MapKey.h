// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/MapColours.h"

#include <QWidget>

class ColourBar;
class LegendView;
class QLabel;

/// What the colours of a map mean: a legend, a colour bar, or both, in a column beside the map or in rows below it.
class MapKey : public QWidget
{
    Q_OBJECT

public:
    explicit MapKey(QWidget* parent = nullptr);

    void setColouring(const MapColouring& colouring, const std::optional<ShownRange>& shownRange);

    [[nodiscard]] ColourBar& bar() const { return *m_bar; }
    [[nodiscard]] LegendView& legend() const { return *m_legend; }
    [[nodiscard]] bool isEmpty() const;                 ///< all points have one colour
    [[nodiscard]] int widthBeside(int available) const; ///< of a column, beside a map of `available` pixels with it
    [[nodiscard]] int heightBelow(int width, int available) const; ///< of rows of `width` pixels
    void place(const QRect& place, Qt::Orientation orientation);   ///< vertical: a column

private:
    [[nodiscard]] int sentenceHeight(int width) const;

    ColourBar* m_bar;
    QLabel* m_sharedLooks;
    LegendView* m_legend;
    bool m_hasBar = false;
    bool m_hasSentence = false;
    bool m_hasLegend = false;
};
