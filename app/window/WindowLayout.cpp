// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/WindowLayout.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"

#include <QDataStream>
#include <QFile>
#include <QMainWindow>

namespace {
constexpr int layoutVersion = 1; ///< rises when docks come or go

std::filesystem::path fileIn(const UserFolders& folders)
{
    return folders.state / "window.layout";
}
} // namespace

bool restoreLayout(QMainWindow& window, const UserFolders& folders)
{
    QFile file(QString::fromStdString(fileIn(folders).string()));
    if (!file.open(QIODevice::ReadOnly) || file.size() > 1 << 20) {
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
    try {
        std::filesystem::create_directories(folders.state);
        writeFileAtomically(fileIn(folders),
                            std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    } catch (const std::exception&) { // the window is closing: there is nobody to tell
    }
}
