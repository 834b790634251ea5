// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>

#include <map>

class QDockWidget;
class QResizeEvent;

/// Lets docks follow the size of their window, where a main window by itself takes everything from the picture: those
/// that nobody sized have their usual extent, the others keep their share of the window. Shares are kept, not sizes, so
/// that a window that was too small for them finds them again.
class DockShares : public QObject
{
    Q_OBJECT

public:
    explicit DockShares(QMainWindow& window);

    /// What the docks have now, where it is not the usual, is their share. To be called once they are laid out.
    void keep();
    /// To be called for each resize event of the window, after the window's own handling.
    void follow(const QResizeEvent& event);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] std::map<QDockWidget*, int> extents() const; ///< of the docks that are shown in the window
    [[nodiscard]] int whole(QDockWidget* dock, QSize window) const;

    QMainWindow& m_window;
    std::map<QDockWidget*, double> m_shares;   ///< of the window's width, or of its height
    std::map<QDockWidget*, int> m_whenPressed; ///< extents when a button went down, perhaps on a separator
};
