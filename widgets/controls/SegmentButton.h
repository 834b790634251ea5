// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

/// One of a few choices that stand side by side; the chosen one is plain to see in grey, without the accent colour.
class SegmentButton : public QToolButton
{
    Q_OBJECT

public:
    explicit SegmentButton(const QString& text, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};
