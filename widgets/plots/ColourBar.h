// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

/// Viridis from the least value to the largest, with both in numbers.
class ColourBar : public QWidget
{
    Q_OBJECT

public:
    explicit ColourBar(QWidget* parent = nullptr);

    void setRange(float low, float high);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {48, 64}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    float m_low = 0;
    float m_high = 1;
};
