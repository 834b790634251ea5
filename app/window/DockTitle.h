// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>
#include <QToolButton>

/// A thin line with a dock's name and a button that closes it; dragging it moves the dock.
class DockTitle : public QWidget
{
    Q_OBJECT

public:
    explicit DockTitle(QDockWidget& dock);

protected:
    void changeEvent(QEvent* event) override;

private:
    void drawIcons();
    QToolButton* m_close;
};
