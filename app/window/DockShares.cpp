// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/DockShares.h"

#include "window/WindowLayout.h"

#include <QDockWidget>
#include <QResizeEvent>

#include <cstdlib>

DockShares::DockShares(QMainWindow& window)
    : QObject(&window)
    , m_window(window)
{
    window.installEventFilter(this);
}

int DockShares::whole(QDockWidget* dock, QSize window) const
{
    return isBeside(m_window, dock) ? window.width() : window.height();
}

std::map<QDockWidget*, int> DockShares::extents() const
{
    std::map<QDockWidget*, int> extents;
    for (QDockWidget* dock : m_window.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly)) {
        if (!dock->isFloating() && !dock->isHidden()) {
            extents[dock] = isBeside(m_window, dock) ? dock->width() : dock->height();
        }
    }
    return extents;
}

void DockShares::keep()
{
    constexpr int tolerance = 4;
    for (const auto& [dock, extent] : extents()) {
        if (std::abs(extent - usualExtent(*dock, m_window.size())) > tolerance) {
            m_shares[dock] = static_cast<double>(extent) / whole(dock, m_window.size());
        }
    }
}

void DockShares::follow(const QResizeEvent& event)
{
    if (event.oldSize().isEmpty() || !m_window.isVisible()) {
        return;
    }
    for (const auto& [dock, unused] : extents()) {
        const auto share = m_shares.find(dock);
        const int extent = share == m_shares.end() ? usualExtent(*dock, event.size())
                                                   : qRound(share->second * whole(dock, event.size()));
        m_window.resizeDocks({dock}, {extent}, isBeside(m_window, dock) ? Qt::Horizontal : Qt::Vertical);
    }
}

/// A separator that was dragged, or a dock that was moved, gives new shares; the window gets these events.
bool DockShares::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseButtonPress) {
        m_whenPressed = extents();
    } else if (event->type() == QEvent::MouseButtonRelease) {
        for (const auto& [dock, extent] : extents()) {
            if (const auto before = m_whenPressed.find(dock);
                before != m_whenPressed.end() && before->second != extent) {
                m_shares[dock] = static_cast<double>(extent) / whole(dock, m_window.size());
            }
        }
        m_whenPressed.clear();
    }
    return QObject::eventFilter(watched, event);
}
