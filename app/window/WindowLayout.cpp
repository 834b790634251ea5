// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/WindowLayout.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"

#include <QDataStream>
#include <QDockWidget>
#include <QFile>
#include <QMainWindow>
#include <QSplitter>

#include <algorithm>

namespace {
constexpr qint64 mostBytes = 1 << 20;
constexpr int layoutVersion = 4; ///< rises when docks come or go

std::filesystem::path fileIn(const UserFolders& folders)
{
    return folders.state / "window.layout";
}

std::filesystem::path fileOf(const QSplitter& splitter, const UserFolders& folders)
{
    return folders.state / (splitter.objectName().toStdString() + ".layout");
}

void keep(const std::filesystem::path& file, const QByteArray& bytes)
{
    try {
        std::filesystem::create_directories(file.parent_path());
        writeFileAtomically(file, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    } catch (const std::exception&) { // the window is closing: there is nobody to tell
    }
}

QList<QDockWidget*> dockedIn(const QMainWindow& window)
{
    QList<QDockWidget*> docks = window.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly);
    docks.removeIf([](const QDockWidget* dock) { return dock->isFloating() || dock->isHidden(); });
    return docks;
}
} // namespace

bool isBeside(const QMainWindow& window, QDockWidget* dock)
{
    const Qt::DockWidgetArea area = window.dockWidgetArea(dock);
    return area == Qt::LeftDockWidgetArea || area == Qt::RightDockWidgetArea;
}

int usualExtent(const QDockWidget& dock, QSize size)
{
    if (dock.objectName() == QLatin1String("slidersDock")) {
        return std::max(dock.minimumSizeHint().width(), std::min(size.width() / 5, 380));
    }
    if (dock.objectName() == QLatin1String("mapDock") || dock.objectName() == QLatin1String("sheetDock")) {
        return std::max(dock.minimumSizeHint().width(), 220 + size.width() * 18 / 100);
    }
    return std::max(dock.minimumSizeHint().height(), size.height() / 5);
}

void layOutDocks(QMainWindow& window)
{
    for (QDockWidget* dock : dockedIn(window)) {
        window.resizeDocks({dock}, {usualExtent(*dock, window.size())},
                           isBeside(window, dock) ? Qt::Horizontal : Qt::Vertical);
    }
}

bool restoreLayout(QMainWindow& window, const UserFolders& folders)
{
    QFile file(QString::fromStdString(fileIn(folders).string()));
    if (!file.open(QIODevice::ReadOnly) || file.size() > mostBytes) {
        return false;
    }
    QDataStream stream(&file);
    QByteArray geometry;
    QByteArray docks;
    stream >> geometry >> docks;
    return stream.status() == QDataStream::Ok && window.restoreGeometry(geometry) &&
           window.restoreState(docks, layoutVersion);
}

void keepLayout(const QMainWindow& window, const UserFolders& folders)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << window.saveGeometry() << window.saveState(layoutVersion);
    keep(fileIn(folders), bytes);
}

bool restoreSplitter(QSplitter& splitter, const UserFolders& folders)
{
    QFile file(QString::fromStdString(fileOf(splitter, folders).string()));
    return file.open(QIODevice::ReadOnly) && file.size() <= mostBytes && splitter.restoreState(file.readAll());
}

void keepSplitter(const QSplitter& splitter, const UserFolders& folders)
{
    keep(fileOf(splitter, folders), splitter.saveState());
}
