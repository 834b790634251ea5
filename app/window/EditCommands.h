// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

#include <QImage>

/// What the Edit menu does: undo, the history as a list, and the clipboard.
class EditCommands : public QObject
{
    Q_OBJECT

public:
    EditCommands(Workspace& workspace, MessageBar& messages, QWidget& window);

    [[nodiscard]] std::vector<ActionEntry> entries();

Q_SIGNALS:
    void picturePasted(const QImage& picture);

private:
    void showHistory();
    void copyPicture();
    void copyPoint();
    void pastePoint();

    Workspace& m_workspace;
    MessageBar& m_messages;
    QWidget& m_window;
};
