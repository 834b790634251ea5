// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

#include <QPointer>

class LabelDialog;
class QMainWindow;

/// Labels of the samples: the window that gives them, and what is said about where they are kept.
class LabelCommands : public QObject
{
    Q_OBJECT

public:
    LabelCommands(Workspace& workspace, MessageBar& messages, QMainWindow& window);

    [[nodiscard]] std::vector<ActionEntry> entries();
    void showDialog();
    /// Copies the space to `folder`, with the labels as they are, and goes on with the copy: one step to undo.
    void copySpaceTo(const QString& folder);

private:
    void askWhereToCopy();
    void takeCopy(const Outcome<std::shared_ptr<const Space>>& outcome);
    void refuse(const QString& sentence);

    Workspace& m_workspace;
    MessageBar& m_messages;
    QMainWindow& m_window;
    QPointer<LabelDialog> m_dialog;
    std::shared_ptr<const Space> m_copied; ///< what is being copied
    LatestJob<std::shared_ptr<const Space>> m_copying;
};
