// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/VariationPlan.h"
#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

class QDockWidget;
class VariationPanel;

/// What the Point menu does with variations: shows them side by side, and sums of latents: an analogy, the mean of the
/// selection, the line between two samples; and saves the pictures.
class VariationCommands : public QObject
{
    Q_OBJECT

public:
    VariationCommands(Workspace& workspace, MessageBar& messages, VariationPanel& panel, QWidget& window);

    /// Where the panel is shown.
    void setDock(QDockWidget& dock) { m_dock = &dock; }
    [[nodiscard]] std::vector<ActionEntry> entries();

private:
    void show();
    void showView(VariationView view);
    void showAnalogy();
    void goToMean();
    void makeLine();
    void save();
    void say(const QString& text);

    Workspace& m_workspace;
    MessageBar& m_messages;
    VariationPanel& m_panel;
    QWidget& m_window;
    QDockWidget* m_dock = nullptr;
};
