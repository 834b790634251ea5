// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <QWidget>

class QToolButton;

/// Viridis from the least value to the largest, in numbers. A range dragged on it, by its ends or as a whole, filters;
/// a double click, the cross or Delete shows all again. Arrow keys move the end that Space chooses.
class ColourBar : public QWidget
{
    Q_OBJECT

public:
    explicit ColourBar(QWidget* parent = nullptr);

    void setScale(float low, float high);
    void setShownRange(const std::optional<ShownRange>& range); ///< none: all
    void setOrientation(Qt::Orientation orientation);

    [[nodiscard]] QPointF pixelOf(float value) const;             ///< on the middle of the bar
    [[nodiscard]] int breadth(Qt::Orientation orientation) const; ///< of bar and numbers
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void gestureBegan(); ///< the picks from here to the next are one step to undo
    void picked(const std::optional<ShownRange>& range);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class End { Low, High };
    enum class Drag { None, Pressed, Ends, Whole };

    [[nodiscard]] bool isUpright() const { return m_orientation == Qt::Vertical; }
    [[nodiscard]] QRectF bar() const;
    [[nodiscard]] float valueAt(QPointF pixel) const;
    [[nodiscard]] ShownRange shown() const; ///< all of the scale when nothing is filtered
    [[nodiscard]] std::optional<End> endNear(QPointF pixel) const;
    [[nodiscard]] QString text(float value) const;
    void pick(float a, float b);
    void pickAll();
    void moveEnd(double share);
    void putEnd(float value);
    void showTexts();
    void paintBar(QPainter& painter) const;
    void paintNumbers(QPainter& painter) const;

    float m_low = 0;
    float m_high = 1;
    std::optional<ShownRange> m_shown;
    Qt::Orientation m_orientation = Qt::Vertical;
    QToolButton* m_all;

    End m_end = End::High; ///< the one that keys move
    Drag m_drag = Drag::None;
    QPointF m_pressedAt;
    float m_anchor = 0;   ///< of a range that is dragged: its other end
    ShownRange m_atPress; ///< of a range that is moved as a whole
};
