// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/VariationCommands.h"

#include "canvas/VariationPanel.h"

#include <QDockWidget>
#include <QFileDialog>

VariationCommands::VariationCommands(Workspace& workspace, MessageBar& messages, VariationPanel& panel, QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_panel(panel)
    , m_window(window)
{
    connect(&panel, &VariationPanel::message, this, &VariationCommands::say);
    connect(&panel, &VariationPanel::saveAsked, this, &VariationCommands::save);
    connect(&workspace.variationSave, &VariationSave::saved, this, &VariationCommands::say);
    connect(&workspace.variationSave, &VariationSave::failed, this, &VariationCommands::say);
}

std::vector<ActionEntry> VariationCommands::entries()
{
    return {
        {.name = "variations",
         .text = tr("&Variations"),
         .tip = tr("Show samples under the edits of now side by side, or points around this one"),
         .keys = QKeySequence(QStringLiteral("Ctrl+Shift+V")),
         .run = [this] { show(); }},
        {.name = "analogy",
         .text = tr("&Analogy"),
         .tip = tr("Change the point as one sample differs from another: the two that are selected, or others"),
         .run = [this] { showAnalogy(); }},
        {.name = "arithmetic",
         .text = tr("Ar&ithmetic"),
         .tip = tr("Add and take away samples, the point and attribute vectors: A − B + C"),
         .run = [this] { showView(VariationView::Arithmetic); }},
        {.name = "morph",
         .text = tr("M&orph into the edits"),
         .tip = tr("The way from the point without the edits of now to the point with them, or between two samples"),
         .run = [this] { showView(VariationView::Morph); }},
        {.name = "meanOfSelection",
         .text = tr("&Mean of the selection"),
         .tip = tr("Go to the mean latent of the selected samples, and show the mean of their pixels beside it"),
         .keys = QKeySequence(QStringLiteral("Ctrl+Shift+M")),
         .run = [this] { goToMean(); }},
        {.name = "lineBetween",
         .text = tr("&Line between two samples"),
         .tip = tr("Make an attribute slider that leads from one of the two selected samples to the other"),
         .run = [this] { makeLine(); }},
    };
}

void VariationCommands::show()
{
    m_dock->show();
    m_dock->raise();
    m_panel.setFocus();
}

void VariationCommands::showView(VariationView view)
{
    show();
    m_panel.setView(view);
}

void VariationCommands::showAnalogy()
{
    showView(VariationView::Analogy);
    m_panel.takeSelectedPair();
}

void VariationCommands::goToMean()
{
    const auto& selection = m_workspace.session.state().selection;
    if (!selection || selection->empty()) {
        return say(tr("The mean is that of the selected samples, and none are selected. Draw a lasso on the map, or "
                      "keep some on the contact sheet."));
    }
    show();
    m_panel.goToMean();
}

void VariationCommands::makeLine()
{
    const auto& selection = m_workspace.session.state().selection;
    if (!selection || selection->size() != 2) {
        return say(tr("A line leads from one sample to another: select two. With others the view Analogy of the panel "
                      "Variations takes them by number."));
    }
    m_panel.takeSelectedPair();
    m_panel.keepLine();
}

void VariationCommands::save()
{
    const QString file = QFileDialog::getSaveFileName(
        &m_window, tr("Save these pictures"), QStringLiteral("variations.png"),
        tr("Side by side in one PNG picture (*.png);;A folder, one PNG each: a name without .png (*)"));
    if (!file.isEmpty()) {
        m_workspace.variationSave.save(file.toStdString(), m_panel.columnsToSave());
    }
}

void VariationCommands::say(const QString& text)
{
    m_messages.say({.key = QStringLiteral("variations"), .text = text});
}
