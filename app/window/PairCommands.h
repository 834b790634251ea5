// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

#include <QPointer>

class EditPairDialog;

/// Edit pairs: opens the pixel editor on the picture at hand.
class PairCommands : public QObject
{
    Q_OBJECT

public:
    PairCommands(Workspace& workspace, MessageBar& messages, QWidget& window);

    [[nodiscard]] std::vector<ActionEntry> entries();

private:
    void open();

    Workspace& m_workspace;
    MessageBar& m_messages;
    QWidget& m_window;
    QPointer<EditPairDialog> m_dialog;
};
