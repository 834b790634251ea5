// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <QColor>
#include <QWidget>

/// Where the samples of both groups lie along a vector: *without* filled grey, *with* drawn as a line, each as a share
/// of its own group, on the scale of amounts (0 at the mean of *without*).
class GroupHistogram : public QWidget
{
    Q_OBJECT

public:
    explicit GroupHistogram(QWidget* parent = nullptr);

    /// Nothing is shown where the attribute has no histograms.
    void showAttribute(const AttributeSlider& attribute);
    [[nodiscard]] bool hasCounts() const { return !m_histograms.with.empty(); }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    /// `tallest` is the share of a group that reaches the top.
    [[nodiscard]] static QPolygonF outline(const std::vector<std::uint32_t>& counts, double tallest,
                                           const QRectF& place, bool closed);

    GroupHistograms m_histograms; ///< counted from the mean of *without*
    double m_withMean = 1;
    QString m_with;
    QString m_without;
    QColor m_colour; ///< invalid: as the text
};
