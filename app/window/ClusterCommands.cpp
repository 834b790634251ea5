// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/ClusterCommands.h"

#include "dialogs/ClusterDialog.h"

#include <QMainWindow>
#include <QStatusBar>

namespace {
const QString clusterKey = QStringLiteral("clusters");
constexpr int lineMs = 8000;
} // namespace

ClusterCommands::ClusterCommands(Workspace& workspace, MessageBar& messages, QMainWindow& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_window(window)
{
    connect(&workspace.clusters, &ClusterSearch::finished, this, [this](const QString& line) {
        m_messages.withdraw(clusterKey);
        m_window.statusBar()->showMessage(line, lineMs);
    });
    connect(&workspace.clusters, &ClusterSearch::failed, this, &ClusterCommands::refuse);
}

std::vector<ActionEntry> ClusterCommands::entries()
{
    return {{.name = "findClusters",
             .text = tr("&Find clusters…"),
             .tip = tr("Group the samples by their latents; their clusters become a label"),
             .run = [this] { askHowMany(); }}};
}

void ClusterCommands::refuse(const QString& sentence)
{
    m_messages.say({.key = clusterKey, .text = sentence});
}

void ClusterCommands::askHowMany()
{
    const auto& space = m_workspace.session.state().space;
    if (!space || !space->latents || space->latents->isEmpty() || !m_workspace.engine.model()) {
        return refuse(tr("Samples are grouped by their latents: open a space that has some and let it load, or "
                         "generate some with Space > Generate samples…"));
    }
    auto* dialog = new ClusterDialog(m_last, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, latents = space->latents] {
        m_last = dialog->options();
        const auto& now = m_workspace.session.state().space;
        if (now && now->latents == latents) { // no other was opened meanwhile
            m_workspace.clusters.find(m_last);
        }
    });
    dialog->open();
}
