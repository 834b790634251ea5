// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/GenerateCommands.h"

#include "create/GenerateSamples.h"
#include "dialogs/GenerateDialog.h"
#include "session/AttributeFiles.h"
#include "session/LabelEdits.h"

#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QMainWindow>
#include <QStatusBar>
#include <QTabBar>

namespace {
const QString samplesKey = QStringLiteral("noSamples");
const QString generateKey = QStringLiteral("generate");
constexpr int lineMs = 8000;

/// The set's labels, and where nobody said which samples are kept, that the selected ones are.
LabelTable labelsWithKept(const SessionState& state)
{
    const auto& labels = state.labels();
    LabelTable all = labels ? *labels : LabelTable{.rows = state.space->sampleCount(), .columns = {}};
    if (state.selection && all.find(keptColumn) == nullptr) {
        LabelColumn column{.name = keptColumn, .values = {"no", "yes"}, .codes = {}, .numbers = {}};
        column.codes.assign(all.rows, 0);
        for (const std::uint32_t sample : *state.selection) {
            column.codes[sample] = 1;
        }
        all.columns.emplace_back(std::move(column));
    }
    return all;
}
} // namespace

GenerateCommands::GenerateCommands(Workspace& workspace, MessageBar& messages, QMainWindow& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_window(window)
    , m_saving(Supersede::FinishRunning, [this](Outcome<QString> outcome) {
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            refuse(QString::fromStdString(failure->message));
        } else {
            m_window.statusBar()->showMessage(std::get<QString>(outcome), lineMs);
        }
    })
{
    m_last.draws.count = 2000;
    SampleGeneration& generation = workspace.generation;
    connect(&generation, &SampleGeneration::finished, this,
            [this](const QString& line) { m_window.statusBar()->showMessage(line, lineMs); });
    connect(&generation, &SampleGeneration::failed, this, &GenerateCommands::refuse);
    connect(&workspace.session, &Session::spaceChanged, this, &GenerateCommands::offerSamples);
    connect(&workspace.opener, &SpaceOpener::samplesLost, this,
            [this](const GenerationRecipe& recipe, const SessionState& state) {
                m_lost = Lost{recipe, state};
                makeLostSamples();
            });
    connect(&workspace.engine, &LiveEngine::ready, this, &GenerateCommands::makeLostSamples);
}

std::vector<ActionEntry> GenerateCommands::entries()
{
    return {
        {.name = "generateSamples",
         .text = tr("&Generate samples…"),
         .tip = tr("Draw points, decode them, and show them as the space's samples"),
         .keys = QKeySequence(QStringLiteral("Ctrl+G")),
         .run = [this] { askWhatToGenerate(); }},
        {.name = "ownSamples",
         .text = tr("&Own samples"),
         .tip = tr("Show the samples that the space was opened with"),
         .run = [this] { showOwnSamples(); }},
        {.name = "saveGenerated",
         .text = tr("&Save as a space…"),
         .tip = tr("Write the generated samples, the models and the attributes to a folder of their own"),
         .run = [this] { askWhereToSave(); }},
        {},
        {.name = "contactSheet",
         .text = tr("&Contact sheet"),
         .tip = tr("Look through the samples; K keeps, X rejects (they are labelled so), double click goes to one"),
         .keys = QKeySequence(QStringLiteral("Ctrl+T")),
         .run = [this] { showSheet(); }},
    };
}

void GenerateCommands::refuse(const QString& sentence)
{
    m_messages.say({.key = generateKey, .text = sentence});
}

void GenerateCommands::askWhatToGenerate()
{
    const SessionState& state = m_workspace.session.state();
    if (!state.space || !m_workspace.engine.model()) {
        return refuse(tr("Samples are decoded by a model: open a space or a decoder first, and let it load."));
    }
    const auto own = ownSpace(state.space);
    auto* dialog = new GenerateDialog(*own, state.rowTail(), m_last, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, own] {
        m_last = dialog->recipe();
        if (isSameOpening(ownSpace(m_workspace.session.state().space), own)) { // no other was opened meanwhile
            m_workspace.generation.generate(loadRequestOf(*own, m_workspace.settings.device), m_last);
        }
    });
    dialog->open();
}

void GenerateCommands::showOwnSamples()
{
    const auto& space = m_workspace.session.state().space;
    if (!space || !space->generated) {
        return refuse(tr("No samples were generated: those that are shown are the space's own."));
    }
    m_workspace.generation.showOwnSamples();
}

void GenerateCommands::askWhereToSave()
{
    const SessionState& state = m_workspace.session.state();
    const LoadedModel* model = m_workspace.engine.model();
    if (!state.space || !state.space->generated || !model) {
        return refuse(tr("There are no generated samples to save. Space > Generate samples… makes some."));
    }
    auto* dialog = new QFileDialog(&m_window, tr("Save as a space"), QDir::homePath());
    dialog->setObjectName(QStringLiteral("saveSpaceDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setLabelText(QFileDialog::FileName, tr("Folder:"));
    dialog->selectFile(tr("%1 generated").arg(QString::fromStdString(state.space->name())));
    std::vector<SavedAttribute> attributes;
    for (const AttributeSlider& slider : state.attributes) {
        attributes.push_back(toSaved(slider));
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this, state, attributes, model = *model](const QString& folder) {
        m_saving.request([=](const JobControl&) {
            const LabelTable labels = labelsWithKept(state);
            const auto& space = state.space;
            saveGeneratedSpace(*space, model, labels, attributes, folder.toStdString());
            return tr("Saved %1").arg(folder);
        });
    });
    dialog->open();
}

void GenerateCommands::showSheet()
{
    auto* dock = m_window.findChild<QDockWidget*>(QStringLiteral("sheetDock"));
    auto* map = m_window.findChild<QDockWidget*>(QStringLiteral("mapDock"));
    if (dock->isHidden() && !dock->isFloating() && map->isVisible() && !map->isFloating() &&
        m_window.dockWidgetArea(dock) == m_window.dockWidgetArea(map)) {
        m_window.tabifyDockWidget(map, dock); // two large views share a place
    }
    dock->show();
    dock->raise();
    dock->widget()->setFocus();
    for (QTabBar* tabs : m_window.findChildren<QTabBar*>(Qt::FindDirectChildrenOnly)) {
        tabs->setObjectName(QStringLiteral("dockTabs"));
        tabs->setAccessibleName(tr("Panels in one place"));
        tabs->setToolTip(tr("Which of the panels that share this place is shown"));
    }
}

/// Where there are no samples, map, histograms and attributes are empty: the way out stands beside it.
void GenerateCommands::offerSamples()
{
    const auto& space = m_workspace.session.state().space;
    if (!space || space->sampleCount() > 0) {
        return m_messages.withdraw(samplesKey);
    }
    m_messages.say({.key = samplesKey,
                    .text = tr("This space has no samples: map, histograms and attribute vectors need some."),
                    .tone = MessageBar::Tone::Information,
                    .choices = {{tr("Generate samples…"), [this] { askWhatToGenerate(); }}}});
}

void GenerateCommands::makeLostSamples()
{
    if (!m_lost || !m_workspace.engine.model()) {
        return;
    }
    const Lost lost = *std::exchange(m_lost, std::nullopt);
    if (const auto own = ownSpace(m_workspace.session.state().space)) {
        m_workspace.generation.generate(loadRequestOf(*own, m_workspace.settings.device), lost.recipe, lost.state);
    }
}
