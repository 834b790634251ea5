// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentStatistics.h"

#include <QColor>
#include <QPainter>
#include <QPalette>
#include <QString>

/// What one slider shows.
struct SliderRow
{
    QString name;
    double low = -3;
    double high = 3;
    double home = 0; ///< the data's mean, or where nothing is changed
    double value = 0;
    double finestRange = 0; ///< of all rows of the list, whose numbers have the same decimals; 0: its own
    bool isLocked = false;
    bool mayBeLocked = true;
    bool matters = true;                  ///< dimmed when it changes nothing
    double influence = -1;                ///< share of the strongest slider's, 0 to 1; below 0: not measured
    const Histogram* histogram = nullptr; ///< stands behind the track
    const Histogram* part = nullptr;      ///< of the selection, over it

    [[nodiscard]] double range() const { return high - low; }
    /// `number` with the list's decimals; a track so narrow that these are too few has its own.
    [[nodiscard]] QString text(double number) const;
};

/// Values to pixels and back along a horizontal track.
struct SliderScale
{
    double low = 0;
    double high = 1;
    double left = 0;
    double right = 1;

    [[nodiscard]] double toPixel(double value) const { return left + (value - low) * (right - left) / (high - low); }
    [[nodiscard]] double toValue(double pixel) const { return low + (pixel - left) * (high - low) / (right - left); }
    [[nodiscard]] double perPixel() const { return (high - low) / (right - left); }
};

/// Where the parts of a row lie.
struct SliderColumns
{
    QRect lock;
    QRect name;
    QRect track;
    QRect value;

    /// Divides `row`; a `nameWidth` of 0 leaves out lock and name.
    static SliderColumns of(const QRect& row, int nameWidth, int valueWidth);
    [[nodiscard]] SliderScale scale(const SliderRow& row) const;
};

/// `over` laid on `under`, `share` of 1 being all of it: greys that follow the palette.
[[nodiscard]] QColor mixed(const QColor& over, const QColor& under, double share);

/// Draws sliders from the palette alone, so that dark, light and any scale come out sharp.
class SliderPainter
{
public:
    SliderPainter(QPainter& painter, const QPalette& palette, QPalette::ColorGroup group);

    void paintRow(const SliderRow& row, const SliderColumns& columns, bool isHovered);
    void paintFocus(const QRect& row);
    /// `text` right-aligned with all digits equally wide, whatever the font does.
    void paintNumber(const QRect& place, const QString& text, const QColor& colour);
    /// A dot on a line at `x`, or an arrow at the end that it lies beyond.
    void paintDot(const SliderScale& scale, double value, double y);

    [[nodiscard]] QColor grey(double share) const { return mixed(m_text, m_ground, share); }
    [[nodiscard]] QColor accent() const { return m_accent; }

private:
    void paintTrack(const SliderRow& row, const SliderColumns& columns);
    void paintHistogram(const Histogram& histogram, const SliderScale& scale, const QRect& track, const QColor& colour);
    void paintHandle(const SliderRow& row, const SliderScale& scale, const QRect& track);
    void paintLock(const QRect& place, const QColor& colour);

    QPainter& m_painter;
    QColor m_text;
    QColor m_ground;
    QColor m_accent;
};
