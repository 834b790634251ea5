// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/MainWindow.h"

#include "canvas/PictureView.h"
#include "canvas/SampleSheet.h"
#include "canvas/VariationPanel.h"
#include "controls/AttributePanel.h"
#include "controls/GroupPanel.h"
#include "controls/NeighbourPanel.h"
#include "controls/SliderPanel.h"
#include "plots/MapView.h"
#include "window/ClusterCommands.h"
#include "window/DockShares.h"
#include "window/DockTitle.h"
#include "window/EditCommands.h"
#include "window/EngineCommands.h"
#include "window/FileCommands.h"
#include "window/GenerateCommands.h"
#include "window/Icons.h"
#include "window/LabelCommands.h"
#include "window/MapCommands.h"
#include "window/NewSpaceCommands.h"
#include "window/PairCommands.h"
#include "window/PictureCommands.h"
#include "window/StartCommands.h"
#include "window/StatusLine.h"
#include "window/VariationCommands.h"
#include "window/ViewCommands.h"
#include "window/WindowLayout.h"

#include <QDragEnterEvent>
#include <QMenuBar>
#include <QMimeData>
#include <QProcess>
#include <QResizeEvent>
#include <QTabBar>
#include <QTableWidget>
#include <QTimer>

#include <algorithm>
#include <iterator>

namespace {
constexpr QSize usualSize(1440, 900);
constexpr char iconProperty[] = "themedIcon";
} // namespace

MainWindow::MainWindow(StartOptions options)
    : m_workspace(std::move(options))
    , m_messages(new MessageBar(this))
    , m_sliders(new SliderPanel(m_workspace.session, m_workspace.map, m_workspace.statistics, m_workspace.influence))
    , m_picture(new PictureView(m_workspace.session, m_workspace.preview, m_workspace.samples, m_workspace.inversion))
    , m_map(new MapView(m_workspace.session, m_workspace.shownMap, m_workspace.map, m_workspace.tsne,
                        m_workspace.placement, m_workspace.ground, m_workspace.trust, m_workspace.samples))
    , m_sheet(new SampleSheet(m_workspace.session, m_workspace.samples))
    , m_neighbours(new NeighbourPanel(m_workspace.session, m_workspace.nearest, m_workspace.samples))
    , m_groups(
          new GroupPanel(m_workspace.session, m_workspace.groups, m_workspace.selectionProfile, m_workspace.samples))
    , m_variations(
          new VariationPanel(m_workspace.session, m_workspace.variations, m_workspace.samples, m_workspace.map))
    , m_attributes(new AttributePanel(m_workspace.session, m_workspace.map, m_workspace.statistics,
                                      m_workspace.influence, m_workspace.attributeFit))
    , m_files(new FileCommands(m_workspace, *m_messages, *this))
    , m_start(new StartCommands(m_workspace, *m_messages, *m_files, *this))
    , m_pictures(new PictureCommands(m_workspace, *m_messages, *this))
    , m_edits(new EditCommands(m_workspace, *m_messages, *this))
    , m_generate(new GenerateCommands(m_workspace, *m_messages, *this))
    , m_newSpaces(new NewSpaceCommands(m_workspace, *m_messages, *this))
    , m_labels(new LabelCommands(m_workspace, *m_messages, *this))
    , m_clusters(new ClusterCommands(m_workspace, *m_messages, *this))
    , m_pairs(new PairCommands(m_workspace, *m_messages, *this))
    , m_variationCommands(new VariationCommands(m_workspace, *m_messages, *m_variations, *this))
    , m_mapCommands(new MapCommands(m_workspace, *m_messages, *m_map, *this))
    , m_views(new ViewCommands(m_workspace, m_picture->canvas(), *this))
    , m_engines(new EngineCommands(m_workspace, *m_messages, *this))
    , m_menuBar(new QMenuBar)
    , m_dockShares(new DockShares(*this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    makeMenus();
    makeDocks();
    setStatusBar(new StatusLine(m_workspace.engine, m_workspace.preview, m_workspace.jobs, this));
    makeConnections();
    showTitle();
    resize(usualSize);
    m_isLaidOut = m_workspace.options.tour.empty() && restoreLayout(*this, m_workspace.options.folders);
    m_haveGroupsRoom = m_isLaidOut && restoreSplitter(m_groups->halves(), m_workspace.options.folders);
}

MainWindow::~MainWindow()
{
    hide(); // panels hear of it while there still is what they follow; floating ones are windows of their own
    for (QDockWidget* dock : findChildren<QDockWidget*>()) {
        dock->hide();
    }
}

void MainWindow::makeDocks()
{
    setCentralWidget(m_picture);
    m_messages->lieOver(*m_picture);
    struct DockEntry
    {
        const char* name;
        QString title;
        Qt::DockWidgetArea area;
        QWidget* widget;
    };
    const DockEntry docks[] = {
        {"slidersDock", tr("Sliders"), Qt::LeftDockWidgetArea, m_sliders},
        {"mapDock", tr("Map"), Qt::RightDockWidgetArea, m_map},
        {"attributesDock", tr("Attributes"), Qt::BottomDockWidgetArea, m_attributes},
        {"sheetDock", tr("Contact sheet"), Qt::RightDockWidgetArea, m_sheet},
        {"neighboursDock", tr("Neighbours"), Qt::BottomDockWidgetArea, m_neighbours},
        {"groupsDock", tr("Groups"), Qt::RightDockWidgetArea, m_groups},
        {"variationsDock", tr("Variations"), Qt::RightDockWidgetArea, m_variations},
    };
    for (const DockEntry& entry : docks) {
        auto* dock = new QDockWidget(entry.title, this);
        dock->setObjectName(QLatin1String(entry.name));
        dock->setTitleBarWidget(new DockTitle(*dock));
        dock->setWidget(entry.widget);
        addDockWidget(entry.area, dock);
    }
    connect(findChild<QDockWidget*>(QStringLiteral("neighboursDock"))->toggleViewAction(), &QAction::triggered, this,
            [this](bool shown) { shown ? giveNeighboursRoom() : void(); });
    auto* variations = findChild<QDockWidget*>(QStringLiteral("variationsDock"));
    connect(m_variations, &VariationPanel::pairChanged, m_map, [this] { m_map->setChosenPair(m_variations->pair()); });
    m_variationCommands->setDock(*variations);
    auto* groups = findChild<QDockWidget*>(QStringLiteral("groupsDock"));
    connect(groups->toggleViewAction(), &QAction::triggered, this,
            [this](bool shown) { shown ? giveGroupsRoom() : void(); });
    for (QDockWidget* dock : {variations, groups}) {
        QDockWidget* const other = dock == groups ? variations : groups;
        connect(dock->toggleViewAction(), &QAction::toggled, this, [=, this](bool shown) {
            const bool areBoth = shown && !other->isHidden() && !dock->isFloating() && !other->isFloating();
            if (areBoth && dockWidgetArea(dock) == dockWidgetArea(other)) {
                tabifyDockWidget(other, dock); // each wants more room than half of what is there
            }
        });
    }
    for (const char* name : {"sheetDock", "neighboursDock", "groupsDock", "variationsDock"}) {
        findChild<QDockWidget*>(QLatin1String(name))->hide(); // until it is wanted
    }
}

void MainWindow::makeMenus()
{
    setMenuBar(m_menuBar);
    std::vector<ActionEntry> file = m_start->entries();
    file.push_back({});
    std::vector<ActionEntry> files = m_files->entries();
    files.insert(files.begin(), m_newSpaces->entry());
    files.insert(files.begin() + 3, m_pictures->openEntry()); // behind the spaces and decoders that are opened
    std::ranges::move(files, std::back_inserter(file));
    file.push_back({});
    file.push_back(m_views->settingsEntry());
    file.push_back({.name = "quit",
                    .text = tr("&Quit"),
                    .tip = tr("Close this window; the session is kept"),
                    .keys = QKeySequence(QStringLiteral("Ctrl+Q")),
                    .run = [this] { close(); }});
    std::vector<ActionEntry> point = {
        {.name = "randomise",
         .tip = tr("Go to a random point: of the data, of the prior, or around this one, as chosen last"),
         .icon = "randomise",
         .action = m_sliders->randomiseAction()},
        {.name = "resetAll", .icon = "reset", .action = m_sliders->resetAllAction()},
        {.name = "bakeAll", .icon = "bake", .action = m_attributes->bakeAllAction()},
        {.name = "neighbours",
         .text = tr("&Neighbours"),
         .tip = tr("Show the samples nearest to the point, and whether it is on the data"),
         .keys = QKeySequence(QStringLiteral("Ctrl+J")),
         .run = [this] { showNeighbours(); }},
        {.name = "pullBack",
         .keys = QKeySequence(QStringLiteral("Ctrl+Shift+J")),
         .action = m_neighbours->pullBackAction()},
    };
    std::ranges::move(m_variationCommands->entries(), std::back_inserter(point));
    std::ranges::move(m_pictures->entries(), std::back_inserter(point));
    std::vector<ActionEntry> space = m_generate->entries();
    std::ranges::move(m_labels->entries(), std::back_inserter(space));
    std::ranges::move(m_clusters->entries(), std::back_inserter(space));
    std::ranges::move(m_pairs->entries(), std::back_inserter(space));
    space.push_back({.name = "showGroups",
                     .text = tr("Gr&oups"),
                     .tip = tr("Show what the selection and the values of the label at hand are like: size, middle, "
                               "nearest and farthest sample"),
                     .keys = QKeySequence(QStringLiteral("Ctrl+Shift+G")),
                     .run = [this] { showGroups(); }});
    space.push_back({});
    std::ranges::move(m_mapCommands->entries(), std::back_inserter(space));
    const MenuEntry menus[] = {
        {"fileMenu", tr("&File"), file},
        {"editMenu", tr("&Edit"), m_edits->entries()},
        {"spaceMenu", tr("&Space"), space},
        {"pointMenu", tr("&Point"), point},
        {"viewMenu", tr("&View"), m_views->viewEntries()},
        {"engineMenu", tr("E&ngine"), m_engines->entries()},
        {"helpMenu", tr("&Help"), m_views->helpEntries()},
    };
    for (const MenuEntry& menu : menus) {
        addMenu(menu);
    }
    for (const char* name : {"newSpace", "openSpace", "openDecoder"}) {
        m_start->offer(*findChild<QAction*>(QLatin1String(name)));
    }
    drawIcons();
}

void MainWindow::addMenu(const MenuEntry& entry)
{
    QMenu* menu = m_menuBar->addMenu(entry.title);
    menu->setObjectName(QLatin1String(entry.name));
    menu->setToolTipsVisible(true);
    for (const ActionEntry& line : entry.entries) {
        if (!line.name) {
            menu->addSeparator();
        } else if (line.fill) {
            addSubmenu(*menu, line);
        } else {
            addEntry(*menu, line);
        }
    }
}

void MainWindow::addEntry(QMenu& menu, const ActionEntry& entry)
{
    QAction* action = entry.action ? entry.action : new QAction(this);
    action->setObjectName(QLatin1String(entry.name));
    action->setProperty(iconProperty, QLatin1String(entry.icon));
    if (!entry.text.isEmpty()) {
        action->setText(entry.text);
    }
    if (!entry.tip.isEmpty()) {
        action->setToolTip(entry.tip);
    }
    action->setStatusTip(action->toolTip());
    if (!entry.keys.isEmpty()) {
        QList<QKeySequence> keys{entry.keys};
        if (!entry.otherKeys.isEmpty()) {
            keys << entry.otherKeys;
        }
        action->setShortcuts(keys);
    }
    if (entry.run) {
        connect(action, &QAction::triggered, this, entry.run);
    }
    menu.addAction(action);
    addAction(action); // in the window too, so that the keys work while a panel floats
}

void MainWindow::addSubmenu(QMenu& menu, const ActionEntry& entry)
{
    QMenu* submenu = menu.addMenu(entry.text);
    submenu->setObjectName(QLatin1String(entry.name));
    submenu->setToolTipsVisible(true);
    submenu->menuAction()->setObjectName(QLatin1String(entry.name) + QStringLiteral("Action"));
    submenu->menuAction()->setToolTip(entry.tip);
    submenu->menuAction()->setStatusTip(entry.tip);
    submenu->menuAction()->setProperty(iconProperty, QLatin1String(entry.icon));
    connect(submenu, &QMenu::aboutToShow, this, [submenu, fill = entry.fill] {
        submenu->clear();
        fill(*submenu);
    });
}

void MainWindow::drawIcons()
{
    for (const QMenu* menu : m_menuBar->findChildren<QMenu*>()) {
        for (QAction* action : menu->actions()) {
            if (const QString icon = action->property(iconProperty).toString(); !icon.isEmpty()) {
                action->setIcon(themedIcon(icon, palette()));
            }
        }
    }
}

void MainWindow::makeConnections()
{
    const auto problem = [this](const QString& message) {
        m_messages->say({.key = QStringLiteral("problem"), .text = message});
    };
    connect(&m_workspace, &Workspace::problem, this, problem);
    connect(&m_workspace, &Workspace::fileNamed, m_files, &FileCommands::take);
    connect(&m_workspace, &Workspace::lastSessionOffered, this, &MainWindow::offerLastSession);
    connect(&m_workspace.session, &Session::spaceChanged, this, &MainWindow::showTitle);
    m_sliders->setMapping(m_workspace.mappedDraw);
    m_sliders->sliders().setSelectionProfile(m_workspace.selectionProfile);
    m_neighbours->setDepth(m_workspace.depth);
    m_map->setSecondSeed(m_workspace.secondSeed, m_workspace.map);
    connect(m_files, &FileCommands::directionDropped, m_attributes, &AttributePanel::loadFile);
    connect(m_files, &FileCommands::newWindowAsked, this, &MainWindow::openWindow);
    connect(m_files, &FileCommands::done, this, [this](const QString& line) { statusBar()->showMessage(line, 5000); });
    connect(m_attributes, &AttributePanel::message, this, problem);
    connect(m_files, &FileCommands::folderDropped, m_newSpaces,
            [this](const QString& folder) { m_newSpaces->begin({folder}); });
    connect(m_map, &MapView::labelAsked, m_labels, &LabelCommands::showDialog);
    connect(m_sheet, &SampleSheet::labelAsked, m_labels, &LabelCommands::showDialog);
    connect(m_files, &FileCommands::pictureDropped, m_pictures, &PictureCommands::take);
    connect(m_edits, &EditCommands::picturePasted, m_pictures, &PictureCommands::takeImage);
    connect(&m_picture->comparison(), &ComparisonBar::addToSamplesAsked, m_pictures, &PictureCommands::addToSamples);
}

void MainWindow::showGroups()
{
    auto* dock = findChild<QDockWidget*>(QStringLiteral("groupsDock"));
    dock->show();
    giveGroupsRoom();
    dock->raise();
    m_groups->table().setFocus();
}

/// The first time: half of the column would be the map's, whatever the groups need.
void MainWindow::giveGroupsRoom()
{
    auto* dock = findChild<QDockWidget*>(QStringLiteral("groupsDock"));
    auto* map = findChild<QDockWidget*>(QStringLiteral("mapDock"));
    if (dock->isFloating() || std::exchange(m_haveGroupsRoom, true)) {
        return;
    }
    const int wanted = m_groups->comfortableHeight() + dock->titleBarWidget()->sizeHint().height();
    const int column = centralWidget()->height() - style()->pixelMetric(QStyle::PM_DockWidgetSeparatorExtent);
    const int given = std::min(wanted, column * 3 / 5); // the rest is the map's
    resizeDocks({map, dock}, {column - given, given}, Qt::Vertical);
}

void MainWindow::showNeighbours()
{
    auto* dock = findChild<QDockWidget*>(QStringLiteral("neighboursDock"));
    if (dock->isHidden()) {
        dock->show();
        giveNeighboursRoom();
    }
    dock->raise();
    m_neighbours->setFocus();
}

/// Beside the attributes they would get as little as they can do with.
void MainWindow::giveNeighboursRoom()
{
    auto* dock = findChild<QDockWidget*>(QStringLiteral("neighboursDock"));
    auto* attributes = findChild<QDockWidget*>(QStringLiteral("attributesDock"));
    if (!dock->isFloating() && attributes->isVisible() && dockWidgetArea(dock) == dockWidgetArea(attributes)) {
        resizeDocks({attributes, dock}, {width() * 5 / 8, width() * 3 / 8}, Qt::Horizontal);
    }
}

void MainWindow::showTitle()
{
    const auto& space = m_workspace.session.state().space;
    setWindowTitle(space ? tr("%1 – Morphoscope").arg(QString::fromStdString(space->name())) : tr("Morphoscope"));
}

void MainWindow::offerLastSession(const QString& file)
{
    m_messages->say({.key = QStringLiteral("lastSession"),
                     .text = tr("Your last session is kept."),
                     .tone = MessageBar::Tone::Information,
                     .choices = {{tr("Go back to it"), [this, file] {
                                      m_workspace.opener.openSession(file.toStdString(),
                                                                     SpaceOpener::SessionOf::Program);
                                  }}}});
}

void MainWindow::openWindow()
{
    QStringList arguments;
    if (!m_workspace.options.configFolder.empty()) {
        arguments << QStringLiteral("--config-dir")
                  << QString::fromStdString(m_workspace.options.configFolder.string());
    }
    if (const auto& space = m_workspace.session.state().space) {
        arguments << QString::fromStdString(space->location.string());
    }
    QProcess::startDetached(QString::fromStdString(m_workspace.options.executable.string()), arguments);
}

/// The engine and everything heavy wait until the window is on the screen.
void MainWindow::paintEvent(QPaintEvent* event)
{
    QMainWindow::paintEvent(event);
    if (!std::exchange(m_isStarted, true)) {
        m_dockShares->keep();
        QTimer::singleShot(0, &m_workspace, &Workspace::start);
    }
}

/// Docks that lie on each other get a row of tabs from Qt, which gives it no name.
void MainWindow::childEvent(QChildEvent* event)
{
    QMainWindow::childEvent(event);
    if (auto* tabs = event->polished() ? qobject_cast<QTabBar*>(event->child()) : nullptr) {
        tabs->setObjectName(QStringLiteral("dockTabs"));
        tabs->setAccessibleName(tr("Panels that lie here"));
        tabs->setToolTip(tr("Which of the panels that lie here is seen"));
    }
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        drawIcons();
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_workspace.options.tour.empty()) {
        keepLayout(*this, m_workspace.options.folders);
        if (m_haveGroupsRoom) {
            keepSplitter(m_groups->halves(), m_workspace.options.folders);
        }
    }
    QMainWindow::closeEvent(event);
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (std::exchange(m_isLaidOut, true)) {
        return;
    }
    layOutDocks(*this);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    m_dockShares->follow(*event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls()) {
        files << (url.isLocalFile() ? url.toLocalFile() : url.toString());
    }
    if (!m_newSpaces->take(files) && !m_pictures->takeMany(files)) {
        std::ranges::for_each(files, [this](const QString& file) { m_files->take(file); });
    }
    event->acceptProposedAction();
}
