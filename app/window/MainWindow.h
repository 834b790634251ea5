// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

#include <QMainWindow>

class AttributePanel;
class EditCommands;
class EngineCommands;
class FileCommands;
class ClusterCommands;
class PairCommands;
class MapCommands;
class GroupPanel;
class GenerateCommands;
class LabelCommands;
class MapView;
class NeighbourPanel;
class NewSpaceCommands;
class PictureCommands;
class PictureView;
class SampleSheet;
class SliderPanel;
class StartCommands;
class VariationCommands;
class VariationPanel;
class ViewCommands;

/// Assembles docks and menus from two tables; it decides nothing.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(StartOptions options);
    ~MainWindow() override;

    [[nodiscard]] Workspace& workspace() { return m_workspace; }
    [[nodiscard]] MessageBar& messages() { return *m_messages; }
    [[nodiscard]] SliderPanel& sliderPanel() { return *m_sliders; }
    [[nodiscard]] PictureView& pictureView() { return *m_picture; }
    [[nodiscard]] MapView& mapView() { return *m_map; }
    [[nodiscard]] AttributePanel& attributePanel() { return *m_attributes; }
    [[nodiscard]] FileCommands& files() { return *m_files; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void childEvent(QChildEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeDocks();
    void makeMenus();
    void makeConnections();
    void showNeighbours();
    void showGroups();
    void giveNeighboursRoom();
    void giveGroupsRoom();
    void addMenu(const MenuEntry& menu);
    void addEntry(QMenu& menu, const ActionEntry& entry);
    void addSubmenu(QMenu& menu, const ActionEntry& entry);
    void drawIcons();
    void showTitle();
    void openWindow();
    void offerLastSession(const QString& file);

    Workspace m_workspace;
    MessageBar* m_messages;
    SliderPanel* m_sliders;
    PictureView* m_picture;
    MapView* m_map;
    SampleSheet* m_sheet;
    NeighbourPanel* m_neighbours;
    GroupPanel* m_groups;
    VariationPanel* m_variations;
    AttributePanel* m_attributes;
    FileCommands* m_files;
    StartCommands* m_start;
    PictureCommands* m_pictures;
    EditCommands* m_edits;
    GenerateCommands* m_generate;
    NewSpaceCommands* m_newSpaces;
    LabelCommands* m_labels;
    ClusterCommands* m_clusters;
    PairCommands* m_pairs;
    VariationCommands* m_variationCommands;
    MapCommands* m_mapCommands;
    ViewCommands* m_views;
    EngineCommands* m_engines;
    class QMenuBar* m_menuBar;
    class DockShares* m_dockShares;
    bool m_isStarted = false;
    bool m_haveGroupsRoom = false; ///< they were shown before, so the user knows how much they have
    bool m_isLaidOut = false;      ///< as the user left it, or as it is at first
};
