// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/PictureCanvas.h"
#include "window/ActionTable.h"
#include "window/Workspace.h"

class QMainWindow;

/// What the View and Help menus do.
class ViewCommands : public QObject
{
    Q_OBJECT

public:
    ViewCommands(Workspace& workspace, PictureCanvas& canvas, QMainWindow& window);

    [[nodiscard]] std::vector<ActionEntry> viewEntries();
    [[nodiscard]] std::vector<ActionEntry> helpEntries();
    [[nodiscard]] ActionEntry settingsEntry();

private:
    void fillThemes(QMenu& menu);
    void fillPanels(QMenu& menu);
    void showSettings();
    void showShortcuts();
    void showFromPyTorch();
    void showAbout();
    void followSettings();
    void toggleFullScreen();

    Workspace& m_workspace;
    PictureCanvas& m_canvas;
    QMainWindow& m_window;
    QAction* m_smoothScaling;
    Theme m_theme;
};
