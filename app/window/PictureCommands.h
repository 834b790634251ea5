// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

#include <QImage>

/// What happens to pictures from outside: one becomes a point, many become samples.
class PictureCommands : public QObject
{
    Q_OBJECT

public:
    PictureCommands(Workspace& workspace, MessageBar& messages, QWidget& window);

    [[nodiscard]] ActionEntry openEntry();
    [[nodiscard]] std::vector<ActionEntry> entries(); ///< for the menu of the point

    void take(const QString& file);
    void takeImage(const QImage& image);
    /// Asks whether to add them as samples; false when they are not several pictures.
    bool takeMany(const QStringList& files);
    void addToSamples();

private:
    void askForPictures();
    void addMany(const QStringList& files);
    [[nodiscard]] bool mayAdd();
    void enableActions();
    void refuse(const QString& sentence);

    Workspace& m_workspace;
    MessageBar& m_messages;
    QWidget& m_window;
    QString m_folder; ///< where the last file dialog ended
    QAction* m_search;
    QAction* m_anew;
    QAction* m_stop;
    QAction* m_add;
    std::optional<int> m_job; ///< of adding samples, in the list of jobs
};
