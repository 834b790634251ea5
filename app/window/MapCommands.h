// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

class MapView;
class QMainWindow;

/// The map as files: one that was computed elsewhere is shown, and the one that is shown is written.
class MapCommands : public QObject
{
    Q_OBJECT

public:
    MapCommands(Workspace& workspace, MessageBar& messages, MapView& map, QMainWindow& window);

    [[nodiscard]] std::vector<ActionEntry> entries();
    void askForFile();

private:
    void growSelection();
    void giveMoreSteps();
    void toggleBeside();
    void fillAlong(class QMenu& menu);
    void showAlong(const QString& attribute);
    void take(const std::shared_ptr<const MapTable>& table, const QString& name);
    void askWhereToDraw();
    void askWhereToWrite(MapFiles::What what);
    void keepAsLabels();
    void askWhatToKeep();
    void askNewName();
    [[nodiscard]] class QInputDialog* newNameDialog(const char* name, const QString& title, const QString& label);
    void showGround();
    void askWhereToDrawGround();
    void refuse(const QString& sentence);
    [[nodiscard]] QString askName(const QString& title, const QStringList& suffixes, const QStringList& filters);

    Workspace& m_workspace;
    MessageBar& m_messages;
    MapView& m_map;
    QMainWindow& m_window;
};
