// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

/// Where a distance lies beside a usual one: in the middle of the track it is as large, at the left end nothing, at the
/// right end infinite.
class DistanceMeter : public QWidget
{
    Q_OBJECT

public:
    explicit DistanceMeter(QWidget* parent = nullptr);

    /// Nothing is shown where `usual` is not positive.
    void setDistance(double distance, double usual);
    [[nodiscard]] double share() const { return m_share; } ///< 0 to 1; negative: nothing is shown
    [[nodiscard]] QSize sizeHint() const override { return {120, 14}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {60, 14}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_share = -1;
};
