// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

/// A scroll area that wants the height of its content, whatever that becomes, and scrolls only when it gets less.
class SnugScrollArea : public QScrollArea
{
    Q_OBJECT

public:
    explicit SnugScrollArea(QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void arranged(); ///< its content may lie elsewhere now

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
};
