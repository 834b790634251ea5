// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/DockTitle.h"

#include "window/Icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>

DockTitle::DockTitle(QDockWidget& dock)
    : QWidget(&dock)
    , m_close(new QToolButton(this))
{
    auto* name = new QLabel(dock.windowTitle(), this);
    name->setForegroundRole(QPalette::PlaceholderText);
    m_close->setObjectName(dock.objectName() + QStringLiteral("Close"));
    m_close->setAccessibleName(tr("Close %1").arg(dock.windowTitle()));
    m_close->setToolTip(tr("Close this panel; View brings it back"));
    m_close->setAutoRaise(true);
    m_close->setIconSize({12, 12});
    m_close->setFocusPolicy(Qt::TabFocus);
    connect(m_close, &QToolButton::clicked, &dock, &QDockWidget::close);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 2, 4, 2);
    layout->setSpacing(0);
    layout->addWidget(name, 1);
    layout->addWidget(m_close);
    drawIcons();
}

void DockTitle::drawIcons()
{
    m_close->setIcon(themedIcon(QStringLiteral("close"), palette()));
}

void DockTitle::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        drawIcons();
    }
}
