// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/ViewCommands.h"

#include "dialogs/FromPyTorchDialog.h"
#include "dialogs/SettingsDialog.h"
#include "dialogs/ShortcutsDialog.h"
#include "window/Icons.h"
#include "window/Theme.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QFile>
#include <QMainWindow>
#include <QMenu>
#include <QMessageBox>

static void initExportScript() // outside any namespace: what the macro declares is global
{
    Q_INIT_RESOURCE(export_space);
}

ViewCommands::ViewCommands(Workspace& workspace, PictureCanvas& canvas, QMainWindow& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_canvas(canvas)
    , m_window(window)
    , m_smoothScaling(new QAction(this))
    , m_theme(workspace.settings.theme)
{
    m_smoothScaling->setCheckable(true);
    connect(m_smoothScaling, &QAction::triggered, this, [this](bool smooth) {
        Settings settings = m_workspace.settings;
        settings.smoothScaling = smooth;
        m_workspace.setSettings(settings);
    });
    connect(&m_workspace, &Workspace::settingsChanged, this, &ViewCommands::followSettings);
    followSettings();
}

std::vector<ActionEntry> ViewCommands::viewEntries()
{
    return {
        {.name = "panelMenu",
         .text = tr("&Panels"),
         .tip = tr("Which panels are shown"),
         .fill = [this](QMenu& menu) { fillPanels(menu); }},
        {.name = "themeMenu",
         .text = tr("&Theme"),
         .tip = tr("Colours of the window"),
         .icon = "palette",
         .fill = [this](QMenu& menu) { fillThemes(menu); }},
        {.name = "fullScreen",
         .text = tr("&Full screen"),
         .tip = tr("Use the whole screen, or not any more"),
         .keys = QKeySequence(Qt::Key_F11),
         .run = [this] { toggleFullScreen(); }},
        {},
        {.name = "zoomIn",
         .text = tr("Zoom &in"),
         .tip = tr("Show the picture twice as large"),
         .keys = QKeySequence::ZoomIn,
         .icon = "zoom-in",
         .run = [this] { m_canvas.zoomIn(); }},
        {.name = "zoomOut",
         .text = tr("Zoom &out"),
         .tip = tr("Show the picture half as large"),
         .keys = QKeySequence::ZoomOut,
         .icon = "zoom-out",
         .run = [this] { m_canvas.zoomOut(); }},
        {.name = "zoomFit",
         .text = tr("Fi&t"),
         .tip = tr("Fit the picture into the view"),
         .keys = QKeySequence(QStringLiteral("Ctrl+0")),
         .icon = "fit",
         .run = [this] { m_canvas.fitToView(); }},
        {.name = "zoomActual",
         .text = tr("&Actual size"),
         .tip = tr("One pixel of the picture on one of the screen"),
         .keys = QKeySequence(QStringLiteral("Ctrl+1")),
         .run = [this] { m_canvas.showActualSize(); }},
        {.name = "smoothScaling",
         .text = tr("&Smooth scaling"),
         .tip = tr("Interpolate between the pixels of an enlarged picture, or show each as it is"),
         .action = m_smoothScaling},
    };
}

std::vector<ActionEntry> ViewCommands::helpEntries()
{
    return {
        {.name = "shortcuts",
         .text = tr("&Keyboard shortcuts…"),
         .tip = tr("All keys and gestures"),
         .keys = QKeySequence(QStringLiteral("Ctrl+?")),
         .icon = "keyboard",
         .run = [this] { showShortcuts(); }},
        {.name = "fromPyTorch",
         .text = tr("From &PyTorch…"),
         .tip = tr("How a model gets out of Python and into a space"),
         .icon = "copy",
         .run = [this] { showFromPyTorch(); }},
        {.name = "about",
         .text = tr("&About Morphoscope…"),
         .tip = tr("Versions and licence"),
         .icon = "about",
         .run = [this] { showAbout(); }},
    };
}

ActionEntry ViewCommands::settingsEntry()
{
    return {.name = "settings",
            .text = tr("Se&ttings…"),
            .tip = tr("Device, engine, deadline, theme, scaling"),
            .keys = QKeySequence(QStringLiteral("Ctrl+,")),
            .icon = "settings",
            .run = [this] { showSettings(); }};
}

void ViewCommands::followSettings()
{
    m_canvas.setSmoothScaling(m_workspace.settings.smoothScaling);
    m_smoothScaling->setChecked(m_workspace.settings.smoothScaling);
    if (std::exchange(m_theme, m_workspace.settings.theme) != m_workspace.settings.theme) {
        applyTheme(m_theme);
    }
}

void ViewCommands::fillPanels(QMenu& menu)
{
    for (QDockWidget* dock : m_window.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly)) {
        QAction* toggle = dock->toggleViewAction();
        toggle->setToolTip(tr("Show or hide the panel %1").arg(dock->windowTitle()));
        menu.addAction(toggle);
    }
}

void ViewCommands::fillThemes(QMenu& menu)
{
    auto* group = new QActionGroup(&menu);
    const QString names[] = {tr("Like the system"), tr("Dark"), tr("Light")};
    for (const Theme theme : {Theme::System, Theme::Dark, Theme::Light}) {
        QAction* action = group->addAction(names[static_cast<int>(theme)]);
        action->setCheckable(true);
        action->setChecked(theme == m_workspace.settings.theme);
        connect(action, &QAction::triggered, this, [this, theme] {
            Settings settings = m_workspace.settings;
            settings.theme = theme;
            m_workspace.setSettings(settings);
        });
        menu.addAction(action);
    }
}

void ViewCommands::toggleFullScreen()
{
    m_window.setWindowState(m_window.windowState() ^ Qt::WindowFullScreen);
}

void ViewCommands::showSettings()
{
    auto* dialog = new SettingsDialog(m_workspace.settings, m_workspace.engine.programs(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::changed, &m_workspace, [this](const Settings& chosen) {
        Settings settings = chosen;
        settings.recentSpaces = m_workspace.settings.recentSpaces; // these went on while the dialog was open
        settings.hints = m_workspace.settings.hints;
        m_workspace.setSettings(settings);
    });
    dialog->open();
}

void ViewCommands::showShortcuts()
{
    auto* dialog = new ShortcutsDialog(m_window.actions(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void ViewCommands::showFromPyTorch()
{
    initExportScript();
    QFile script(QStringLiteral(":/export_space.py"));
    script.open(QIODevice::ReadOnly);
    auto* dialog = new FromPyTorchDialog(QString::fromUtf8(script.readAll()), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void ViewCommands::showAbout()
{
    QStringList engines;
    for (const EngineProgram& engine : m_workspace.engine.programs()) {
        engines << tr("Engine: %1, %2")
                       .arg(describeEngine(engine), QString::fromStdString(engine.description.blas))
                       .toHtmlEscaped();
    }
    auto* box = new QMessageBox(&m_window);
    box->setObjectName(QStringLiteral("aboutBox"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Morphoscope"));
    box->setIconPixmap(applicationIcon().pixmap(64));
    box->setText(tr("<b>Morphoscope %1</b><br>A desktop instrument for latent spaces.")
                     .arg(QString::fromLatin1(MORPHOSCOPE_VERSION)));
    box->setInformativeText(tr("Window: Qt %1<br>%2<br>Licence: GPL-3.0-or-later")
                                .arg(QLatin1String(qVersion()), engines.join(QStringLiteral("<br>"))));
    box->setStandardButtons(QMessageBox::Close);
    box->open();
}
