// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/StartCommands.h"

#include "dialogs/StartView.h"
#include "session/RememberedPictures.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QMainWindow>
#include <QMenuBar>
#include <QStatusBar>

namespace {
QString capitalised(QString name)
{
    if (!name.isEmpty()) {
        name[0] = name[0].toUpper();
    }
    return name;
}

QString inHome(const QString& folder)
{
    const QString home = QDir::homePath();
    return folder == home || folder.startsWith(home + QLatin1Char('/')) ? QLatin1Char('~') + folder.mid(home.size())
                                                                        : folder;
}

StartPlace embeddedPlace(const std::filesystem::path& space)
{
    const QString path = QString::fromStdString(space.string());
    return {path, capitalised(QFileInfo(path).fileName()), QObject::tr("comes with Morphoscope")};
}

StartPlace recentPlace(const std::string& file)
{
    const QString path = QString::fromStdString(file);
    QString name = QFileInfo(path).fileName();
    QString detail = inHome(QFileInfo(path).path());
    for (const QString& end : {QStringLiteral(".morphoscope.json"), QStringLiteral(".json")}) {
        if (name.endsWith(end)) {
            name.chop(end.size());
            detail = QObject::tr("session in %1").arg(detail);
        }
    }
    return {path, name, detail, true};
}
} // namespace

StartCommands::StartCommands(Workspace& workspace, MessageBar& messages, FileCommands& files, QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_files(files)
    , m_window(window)
{
    connect(&m_workspace.session, &Session::spaceChanged, this, [this] {
        if (m_workspace.session.state().space) {
            hide();
        }
    });
    connect(&m_workspace.pictures, &PictureMemory::kept, this, &StartCommands::showPlaces);
    connect(&m_workspace.opener, &SpaceOpener::settingsChanged, this, &StartCommands::showPlaces);
}

std::vector<ActionEntry> StartCommands::entries()
{
    return {
        {.name = "start",
         .text = tr("S&tart"),
         .tip = tr("Embedded spaces and recent files, each with a picture"),
         .keys = QKeySequence(QStringLiteral("Ctrl+Shift+T")),
         .run = [this] { show(); }},
        {.name = "closeSpace",
         .text = tr("&Close space"),
         .tip = tr("Close the space and show what else can be opened; Undo brings it back as it is"),
         .keys = QKeySequence(QStringLiteral("Ctrl+W")),
         .icon = "close",
         .run = [this] { closeSpace(); }},
    };
}

void StartCommands::offer(QAction& action)
{
    m_offered.push_back(&action);
}

void StartCommands::make()
{
    m_pictures = new StartPictures(m_workspace.options.folders.cache, this);
    m_view = new StartView(*m_pictures, &m_window);
    for (QAction* action : m_offered) {
        m_view->addButton(*action);
    }
    connect(m_view, &StartView::chosen, this, &StartCommands::open);
    connect(m_view, &StartView::forgotten, this, &StartCommands::forget);
    connect(m_view, &StartView::left, this, &StartCommands::hide);
    m_window.installEventFilter(this);
}

void StartCommands::show()
{
    if (!m_view) {
        make();
    }
    if (!m_view->isVisible()) {
        m_focusBefore = m_window.focusWidget();
        m_messagePlace = m_messages.parentWidget();
        m_messages.lieOver(*m_view);
    }
    takePlace();
    m_view->show();
    m_view->raise();
    showPlaces();
}

void StartCommands::hide()
{
    if (!m_view || !m_view->isVisible()) {
        return;
    }
    m_messages.lieOver(*m_messagePlace);
    m_view->hide();
    if (m_focusBefore) {
        m_focusBefore->setFocus(Qt::OtherFocusReason);
    }
}

void StartCommands::closeSpace()
{
    m_workspace.closeSpace();
    show();
}

void StartCommands::showPlaces()
{
    if (!m_view || !m_view->isVisible()) {
        return;
    }
    const std::vector<std::filesystem::path> embedded = embeddedSpaces(m_workspace.options.executable);
    std::vector<StartPlace> embeddedPlaces;
    for (const auto& space : embedded) {
        embeddedPlaces.push_back(embeddedPlace(space));
    }
    std::vector<std::filesystem::path> recent;
    std::vector<StartPlace> recentPlaces;
    for (const std::string& file : m_workspace.settings.recentSpaces) {
        if (std::ranges::find(embedded, std::filesystem::path(file)) == embedded.end()) { // it stands above already
            recent.emplace_back(file);
            recentPlaces.push_back(recentPlace(file));
        }
    }
    m_view->setCanLeave(m_workspace.session.state().space != nullptr);
    m_view->setPlaces(embeddedPlaces, recentPlaces);
    m_pictures->look(embedded, recent);
}

void StartCommands::open(const QString& path, bool isMissing)
{
    if (!isMissing) {
        return m_files.take(path);
    }
    m_messages.say(
        {.key = QStringLiteral("missing"),
         .text = tr("%1 is no longer there. It was moved or removed, or its disk is not connected.").arg(path),
         .choices = {{tr("Forget it"), [this, path] { forget(path); }},
                     {tr("Try again"), [this, path] { m_files.take(path); }}}});
}

void StartCommands::forget(const QString& path)
{
    Settings settings = m_workspace.settings;
    std::erase(settings.recentSpaces, path.toStdString());
    forgetPicture(m_workspace.options.folders.cache, path.toStdString());
    m_messages.withdraw(QStringLiteral("missing"));
    m_workspace.setSettings(settings);
    showPlaces();
}

/// Everything between the menus and the status line.
void StartCommands::takePlace()
{
    const auto& window = static_cast<const QMainWindow&>(m_window);
    const int top =
        window.menuWidget() && window.menuWidget()->isVisible() ? window.menuWidget()->geometry().bottom() + 1 : 0;
    const QStatusBar* line = window.findChild<QStatusBar*>();
    const int bottom = line && line->isVisible() ? line->geometry().top() : m_window.height();
    m_view->setGeometry(0, top, m_window.width(), bottom - top);
}

bool StartCommands::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == &m_window && m_view->isVisible() &&
        (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)) {
        QMetaObject::invokeMethod(this, &StartCommands::takePlace, Qt::QueuedConnection); // the bars move first
    }
    return QObject::eventFilter(watched, event);
}
