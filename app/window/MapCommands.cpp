// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/MapCommands.h"

#include "dialogs/GroundDialog.h"
#include "dialogs/MapFileDialog.h"
#include "plots/MapCanvas.h"
#include "plots/MapExport.h"
#include "plots/MapView.h"
#include "session/TsneEdits.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMainWindow>
#include <QMenu>
#include <QStatusBar>

namespace {
const QString mapKey = QStringLiteral("mapFiles");
constexpr int lineMs = 6000;
constexpr std::size_t neighboursAdded = 5; ///< of each selected sample
} // namespace

MapCommands::MapCommands(Workspace& workspace, MessageBar& messages, MapView& map, QMainWindow& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_map(map)
    , m_window(window)
{
    connect(&map, &MapView::fileAsked, this, &MapCommands::askForFile);
    connect(&workspace.mapFiles, &MapFiles::read, this, &MapCommands::take);
    connect(&workspace.mapFiles, &MapFiles::failed, this, &MapCommands::refuse);
    const auto say = [this](const QString& line) {
        m_messages.withdraw(mapKey);
        m_window.statusBar()->showMessage(line, lineMs);
    };
    connect(&workspace.mapFiles, &MapFiles::written, this, say);
    connect(&workspace.groundPicture, &GroundPicture::written, this, say);
    connect(&workspace.groundPicture, &GroundPicture::failed, this, &MapCommands::refuse);
    connect(&workspace.growth, &SelectionGrowth::finished, this, say);
    connect(&workspace.growth, &SelectionGrowth::failed, this, &MapCommands::refuse);
    connect(&map, &MapView::growAsked, this, &MapCommands::growSelection);
    connect(&map, &MapView::keptRenameAsked, this, &MapCommands::askNewName);
    connect(&map, &MapView::keptRemovalAsked, &workspace.mapFiles, &MapFiles::removeKept);
    connect(&workspace.mapSaving, &MapSaving::saved, this, say);
    connect(&workspace.mapSaving, &MapSaving::failed, this, &MapCommands::refuse);
}

std::vector<ActionEntry> MapCommands::entries()
{
    return {
        {.name = "findSamples",
         .text = tr("&Find samples…"),
         .tip = tr("Look for samples by what their labels say, or by number; they are selected and shown on the map"),
         .keys = QKeySequence::Find,
         .run =
             [this] {
                 m_map.parentWidget()->show(); // the dock
                 m_map.parentWidget()->raise();
                 m_map.findSamples();
             }},
        {.name = "growSelection",
         .text = tr("&Grow the selection by neighbours"),
         .tip = tr("Add the five samples nearest in latent space to each selected one"),
         .run = [this] { growSelection(); }},
        {},
        {.name = "mapAlong",
         .text = tr("Map al&ong"),
         .tip =
             tr("Show the samples along an attribute, and upwards along the direction at right angles to it in which "
                "they differ most"),
         .fill = [this](QMenu& menu) { fillAlong(menu); }},
        {.name = "tsneMoreSteps",
         .text = tr("More st&eps of t-SNE"),
         .tip = tr("Let the t-SNE map go on from where it is; Options says how far"),
         .run = [this] { giveMoreSteps(); }},
        {.name = "tsneBeside",
         .text = tr("Another seed &beside the t-SNE map"),
         .tip = tr("Show a second t-SNE map from another start beside the first one, or close it"),
         .run = [this] { toggleBeside(); }},
        {.name = "mapFromFile",
         .text = tr("&Map from a file…"),
         .tip = tr("Show the samples by two columns of a table or an .npy file: a map that was computed elsewhere"),
         .run = [this] { askForFile(); }},
        {.name = "keepMapInSpace",
         .text = tr("Keep the map in the &space…"),
         .tip = tr("Write the map that is shown into the space's folder: it is there whenever the space is opened"),
         .run = [this] { askWhatToKeep(); }},
        {.name = "showGroundPicture",
         .text = tr("Gro&und as a picture…"),
         .tip = tr("Show the decoded plane of the map by itself, as large as the screen, and save it"),
         .run = [this] { showGround(); }},
        {.name = "drawMap",
         .text = tr("Save the map as a &picture…"),
         .tip = tr("Write what the map shows as PNG or SVG"),
         .run = [this] { askWhereToDraw(); }},
        {.name = "writeMapTable",
         .text = tr("Save the map as a &table…"),
         .tip = tr("Write number, place and labels of the selected samples, or of all that are shown, as CSV"),
         .run = [this] { askWhereToWrite(MapFiles::What::Table); }},
        {.name = "writeMapPlaces",
         .text = tr("Save the map's p&laces…"),
         .tip = tr("Write the places of the selected samples, or of all that are shown, as .npy"),
         .run = [this] { askWhereToWrite(MapFiles::What::Places); }},
        {.name = "writeMapLatents",
         .text = tr("Save the l&atents of these samples…"),
         .tip = tr("Write the latents of the selected samples, or of all that are shown, as .npy"),
         .run = [this] { askWhereToWrite(MapFiles::What::Latents); }},
        {.name = "keepMapAsLabels",
         .text = tr("&Keep the map's places as labels"),
         .tip = tr("Two label columns with the places of now: axes for another map, numbers to colour by"),
         .run = [this] { keepAsLabels(); }},
    };
}

void MapCommands::fillAlong(QMenu& menu)
{
    const std::vector<AttributeSlider>& attributes = m_workspace.session.state().attributes;
    for (const AttributeSlider& each : attributes) {
        const QString name = QString::fromStdString(each.name);
        QAction* const action = menu.addAction(QString(name).replace(QLatin1Char('&'), QStringLiteral("&&")));
        connect(action, &QAction::triggered, this, [this, name] { showAlong(name); });
    }
    if (attributes.empty()) {
        menu.addAction(tr("There is no attribute yet"))->setEnabled(false);
    }
}

void MapCommands::showAlong(const QString& attribute)
{
    m_workspace.session.edit(tr("Map along %1").arg(attribute), [&](SessionState& state) {
        const std::string name = attribute.toStdString();
        state.projection.kind = MapKind::Axes;
        state.projection.axes = {MapAxis{MapAxis::Kind::Attribute, 0, name},
                                 MapAxis{MapAxis::Kind::Component, 0, name}};
    });
}

void MapCommands::giveMoreSteps()
{
    m_workspace.session.edit(tr("More steps of t-SNE"), [this](SessionState& state) {
        state.projection.kind = MapKind::Tsne;
        ::giveMoreSteps(state.projection, m_workspace.session.view().tsneMoreSteps);
    });
}

void MapCommands::toggleBeside()
{
    const MapProjection& now = m_workspace.session.state().projection;
    const bool isShown = now.kind == MapKind::Tsne && now.besideSeed;
    m_workspace.session.edit(isShown ? tr("Close the map beside") : tr("Another seed beside the map"),
                             [isShown](SessionState& state) {
                                 state.projection.kind = MapKind::Tsne;
                                 if (isShown) {
                                     state.projection.besideSeed.reset();
                                 } else if (!state.projection.besideSeed) {
                                     showAnotherSeed(state.projection);
                                 }
                             });
}

void MapCommands::growSelection()
{
    m_workspace.growth.grow(neighboursAdded);
}

void MapCommands::refuse(const QString& sentence)
{
    m_messages.say({.key = mapKey, .text = sentence});
}

void MapCommands::askForFile()
{
    const QString file = QFileDialog::getOpenFileName(&m_window, tr("Map from a file"), QString(),
                                                      tr("Tables and arrays (*.csv *.tsv *.txt *.npy);;All files (*)"));
    if (!file.isEmpty()) {
        m_workspace.mapFiles.readFrom(file.toStdString());
    }
}

void MapCommands::take(const std::shared_ptr<const MapTable>& table, const QString& name)
{
    m_messages.withdraw(mapKey);
    if (table->columns.size() == 2) {
        return m_workspace.mapFiles.show(*table, table->x, table->y, name);
    }
    auto* dialog = new MapFileDialog(*table, name, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto space = m_workspace.session.state().space;
    connect(dialog, &QDialog::accepted, this, [this, dialog, table, name, space] {
        if (isSameOpening(m_workspace.session.state().space, space)) { // no other was opened meanwhile
            m_workspace.mapFiles.show(*table, dialog->x(), dialog->y(), name);
        }
    });
    dialog->open();
}

/// One suffix for each filter; the name follows the filter that is chosen.
QString MapCommands::askName(const QString& title, const QStringList& suffixes, const QStringList& filters)
{
    if (m_map.shownSamples().empty()) {
        refuse(tr("There is no map to save: it shows no samples."));
        return {};
    }
    QFileDialog dialog(&m_window, title);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setNameFilters(filters);
    dialog.setDefaultSuffix(suffixes.front());
    dialog.selectFile(QStringLiteral("map.") + suffixes.front());
    connect(&dialog, &QFileDialog::filterSelected, &dialog, [&](const QString& filter) {
        const QString suffix = suffixes.value(filters.indexOf(filter), suffixes.front());
        dialog.setDefaultSuffix(suffix);
        dialog.selectFile(QFileInfo(dialog.selectedFiles().value(0)).completeBaseName() + QLatin1Char('.') + suffix);
    });
    if (dialog.exec() != QDialog::Accepted) {
        return {};
    }
    const QString file = dialog.selectedFiles().value(0);
    if (!suffixes.contains(QFileInfo(file).suffix(), Qt::CaseInsensitive)) {
        refuse(tr("%1: what is written here ends in .%2. Give it such a name.").arg(file, suffixes.join(tr(" or ."))));
        return {};
    }
    return file;
}

void MapCommands::askWhereToDraw()
{
    const QString file = askName(tr("Save the map as a picture"), {QStringLiteral("png"), QStringLiteral("svg")},
                                 {tr("Pictures (*.png)"), tr("Drawings (*.svg)")});
    if (file.isEmpty()) {
        return;
    }
    try {
        writeMapPicture(m_map, file);
        m_messages.withdraw(mapKey);
        m_window.statusBar()->showMessage(tr("%1 written").arg(QFileInfo(file).fileName()), lineMs);
    } catch (const std::exception& error) {
        refuse(QString::fromUtf8(error.what()));
    }
}

void MapCommands::askWhereToWrite(MapFiles::What what)
{
    const QString title = what == MapFiles::What::Table    ? tr("Save the map as a table")
                          : what == MapFiles::What::Places ? tr("Save the map's places")
                                                           : tr("Save latents");
    const bool isTable = what == MapFiles::What::Table;
    const QString file = askName(title, QStringList(isTable ? QStringLiteral("csv") : QStringLiteral("npy")),
                                 QStringList(isTable ? tr("Tables (*.csv)") : tr("Arrays (*.npy)")));
    if (!file.isEmpty()) {
        m_workspace.mapFiles.write(what, m_map.shownSamples(), file.toStdString());
    }
}

void MapCommands::keepAsLabels()
{
    const MapKind kind = m_workspace.session.state().projection.kind;
    m_workspace.mapFiles.keepAsLabels(kind == MapKind::Axes ? QStringLiteral("map")
                                                            : m_workspace.mapFiles.proposedName());
}

QInputDialog* MapCommands::newNameDialog(const char* name, const QString& title, const QString& label)
{
    auto* dialog = new QInputDialog(&m_window);
    dialog->setObjectName(QLatin1String(name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(label);
    return dialog;
}

void MapCommands::askNewName()
{
    if (const QString why = m_workspace.mapFiles.whyKeptMapStays(); !why.isEmpty()) {
        return refuse(why);
    }
    const QString name = QString::fromStdString(m_workspace.session.state().projection.kept);
    QInputDialog* const dialog =
        newNameDialog("renameMapDialog", tr("Rename the kept map"), tr("What “%1” is called from now on:").arg(name));
    dialog->setTextValue(name);
    dialog->setOkButtonText(tr("&Rename"));
    connect(dialog, &QInputDialog::textValueSelected, &m_workspace.mapFiles, &MapFiles::renameKept);
    dialog->open();
}

void MapCommands::askWhatToKeep()
{
    QInputDialog* const dialog =
        newNameDialog("keepMapDialog", tr("Keep the map in the space"),
                      tr("Name of the map. One that the space has under this name gives way to it."));
    dialog->setTextValue(m_workspace.mapFiles.proposedName());
    dialog->setOkButtonText(tr("&Keep"));
    connect(dialog, &QInputDialog::textValueSelected, &m_workspace.mapFiles, &MapFiles::keepInSpace);
    dialog->open();
}

void MapCommands::showGround()
{
    if (const QString why = m_workspace.ground.whyNone(); !why.isEmpty()) {
        return refuse(why);
    }
    m_messages.withdraw(mapKey);
    auto* dialog = m_window.findChild<GroundDialog*>();
    if (dialog == nullptr) {
        dialog = new GroundDialog(
            m_workspace.groundPicture, [this] { return m_map.canvas().view(); }, &m_window);
        connect(dialog, &GroundDialog::saveAsked, this, &MapCommands::askWhereToDrawGround);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

void MapCommands::askWhereToDrawGround()
{
    auto* dialog = new QFileDialog(m_window.findChild<GroundDialog*>(), tr("Save the ground"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Pictures (*.png)"));
    dialog->setDefaultSuffix(QStringLiteral("png"));
    dialog->selectFile(QStringLiteral("ground.png"));
    connect(dialog, &QFileDialog::fileSelected, &m_workspace.groundPicture,
            [this](const QString& file) { m_workspace.groundPicture.save(file.toStdString()); });
    dialog->open();
}
