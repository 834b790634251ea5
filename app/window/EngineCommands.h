// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

/// What the Engine menu does, and how the window tells of the engine and of what it was asked to open.
class EngineCommands : public QObject
{
    Q_OBJECT

public:
    EngineCommands(Workspace& workspace, MessageBar& messages, QWidget& window);

    [[nodiscard]] std::vector<ActionEntry> entries();

private:
    void tellOfEngine();
    void tellOfOpening();
    void fillDevices(QMenu& menu);
    void restart();
    void showLog();
    void askAboutDecoder();
    void askWhatProbingMissed(ModelProblem problem, const QString& model, const QString& reason,
                              const SpaceHints& known);

    Workspace& m_workspace;
    MessageBar& m_messages;
    QWidget& m_window;
    std::filesystem::path m_toldOf; ///< the decoder whose engine ended; empty when it was given up
};
