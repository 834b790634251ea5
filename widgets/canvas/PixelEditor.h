// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

#include <vector>

/// Paints on one small picture, magnified so that each pixel can be hit. It keeps its own undo: nothing else knows of
/// the strokes.
class PixelEditor : public QWidget
{
    Q_OBJECT

public:
    explicit PixelEditor(QWidget* parent = nullptr);

    enum class Tool {
        Pencil,
        Eraser ///< gives the original back
    };
    /// What is painted on; what was painted before goes.
    void setOriginal(const QImage& original);
    void setTool(Tool tool);
    void setColour(const QColor& colour);
    void setDiameter(int pixels); ///< of pencil and eraser, in the picture's pixels

    [[nodiscard]] const QImage& original() const { return m_original; }
    [[nodiscard]] const QImage& picture() const { return m_picture; }
    [[nodiscard]] bool isChanged() const { return m_picture != m_original; }
    [[nodiscard]] bool canUndo() const { return !m_before.empty(); }
    [[nodiscard]] bool canRedo() const { return !m_after.empty(); }
    [[nodiscard]] QRect pictureRect() const; ///< in the widget's logical pixels
    [[nodiscard]] QSize sizeHint() const override { return {384, 384}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {192, 128}; }

    /// A pixel is white where it is at least as light as `level` (0 to 255), else black.
    void makeBlackAndWhite(int level);
    void undo();
    void redo();

Q_SIGNALS:
    void pictureChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] QPoint pixelAt(QPointF place) const; ///< outside of the picture too
    void keepForUndo();
    void paintTo(QPoint pixel, bool erases);
    void dab(QPoint pixel, bool erases);
    void moveCursor(QPoint pixel);

    QImage m_original;
    QImage m_picture;
    std::vector<QImage> m_before; ///< the oldest first
    std::vector<QImage> m_after;
    Tool m_tool = Tool::Pencil;
    QColor m_colour = Qt::white;
    int m_diameter = 2;
    QPoint m_last;           ///< where the stroke is
    QPoint m_cursor{-1, -1}; ///< the pixel under the hand or the keyboard's
    bool m_isPainting = false;
};
