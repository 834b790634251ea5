// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

class QMainWindow;

/// What the Space menu does: samples are generated, looked through and kept.
class GenerateCommands : public QObject
{
    Q_OBJECT

public:
    GenerateCommands(Workspace& workspace, MessageBar& messages, QMainWindow& window);

    [[nodiscard]] std::vector<ActionEntry> entries();

private:
    void askWhatToGenerate();
    void showOwnSamples();
    void askWhereToSave();
    void showSheet();
    void offerSamples();
    void makeLostSamples();
    void refuse(const QString& sentence);

    struct Lost
    {
        GenerationRecipe recipe;
        SessionState state;
    };

    Workspace& m_workspace;
    MessageBar& m_messages;
    QMainWindow& m_window;
    GenerationRecipe m_last; ///< asked for
    std::optional<Lost> m_lost;
    LatestJob<QString> m_saving;
};
