// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

/// What the File menu does, and what happens to files that are dropped on the window.
class FileCommands : public QObject
{
    Q_OBJECT

public:
    FileCommands(Workspace& workspace, MessageBar& messages, QWidget& window);

    [[nodiscard]] std::vector<ActionEntry> entries();
    /// Opens whatever `file` is: a space, a decoder, a session, a picture that carries a point, a direction.
    void take(const QString& file);
    /// Writes the session; it is a recent file from then on.
    void saveSessionTo(const QString& file);
    /// Writes the current point's picture, once it is decoded.
    void savePictureTo(const QString& file);

Q_SIGNALS:
    void directionDropped(const QString& file);
    void pictureDropped(const QString& file);  ///< one that carries no point
    void folderDropped(const QString& folder); ///< one that is no space
    void done(const QString& line);            ///< what was written where
    void newWindowAsked();

private:
    void fillEmbedded(QMenu& menu);
    void fillRecent(QMenu& menu);
    void askForSpaceFolder();
    void askForDecoder();
    void askForSession();
    void askWhereToSaveSession();
    void askWhereToSavePicture();
    void goToPointOf(const QString& file);
    void refuse(const QString& sentence);

    Workspace& m_workspace;
    MessageBar& m_messages;
    QWidget& m_window;
    QString m_folder;                       ///< where the last file dialog ended
    LatestJob<std::vector<bool>> m_probing; ///< which recent spaces are there: a dead mount must not hold the menu
    struct Written
    {
        QString line;
        std::filesystem::path session; ///< the file, when it is one
    };
    LatestJob<Written> m_writing;
};
