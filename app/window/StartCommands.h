// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/StartPictures.h"
#include "window/ActionTable.h"
#include "window/FileCommands.h"

class StartView;

/// The page with everything that can be opened, over the window's panels: shown when asked for, and when a space is
/// closed. Never before the first picture.
class StartCommands : public QObject
{
    Q_OBJECT

public:
    StartCommands(Workspace& workspace, MessageBar& messages, FileCommands& files, QWidget& window);

    [[nodiscard]] std::vector<ActionEntry> entries();
    /// Also as buttons of the page.
    void offer(QAction& action);
    void show();
    void hide();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void make();
    void closeSpace();
    void open(const QString& path, bool isMissing);
    void forget(const QString& path);
    void showPlaces();
    void takePlace();

    Workspace& m_workspace;
    MessageBar& m_messages;
    FileCommands& m_files;
    QWidget& m_window;
    QWidget* m_messagePlace = nullptr; ///< where messages lie while the page is not shown
    QWidget* m_focusBefore = nullptr;
    std::vector<QAction*> m_offered;
    StartPictures* m_pictures = nullptr; ///< made when the page is shown for the first time
    StartView* m_view = nullptr;
};
