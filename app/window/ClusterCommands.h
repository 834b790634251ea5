// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

class QMainWindow;

/// Clusters among the samples: asks how many, and says what was found.
class ClusterCommands : public QObject
{
    Q_OBJECT

public:
    ClusterCommands(Workspace& workspace, MessageBar& messages, QMainWindow& window);

    [[nodiscard]] std::vector<ActionEntry> entries();

private:
    void askHowMany();
    void refuse(const QString& sentence);

    Workspace& m_workspace;
    MessageBar& m_messages;
    QMainWindow& m_window;
    ClusterOptions m_last; ///< asked for
};
