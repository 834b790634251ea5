// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/NewSpaceDraft.h"
#include "derived/SpaceCreation.h"
#include "window/ActionTable.h"
#include "window/MessageBar.h"
#include "window/Workspace.h"

#include <QPointer>

class NewSpaceDialog;

/// Spaces are made from pieces: the window for it, the work in the background, and what comes of it.
class NewSpaceCommands : public QObject
{
    Q_OBJECT

public:
    NewSpaceCommands(Workspace& workspace, MessageBar& messages, QWidget& window);
    ~NewSpaceCommands() override;

    [[nodiscard]] ActionEntry entry();
    /// Files and folders that were dropped together; false when they are no pieces of a new space.
    bool take(const QStringList& files);
    /// Opens the window with what `files` are.
    void begin(const QStringList& files);

private:
    [[nodiscard]] EngineWish wish() const;
    void openDialog();
    void make(const QString& name, const QString& place, bool replace);
    void showJob();
    void showProgress();
    void tellCreated(const CreatedSpace& created);
    void tellStopped();
    void tellFailed(const QString& message);
    void showNotes(const CreatedSpace& created);
    [[nodiscard]] QString nameOfPlace() const;

    Workspace& m_workspace;
    MessageBar& m_messages;
    QWidget& m_window;
    std::unique_ptr<NewSpaceDraft> m_draft; ///< kept when the window is closed without making it
    bool m_isMade = false;                  ///< its space is made, or on the way
    QPointer<NewSpaceDialog> m_dialog;
    SpaceCreation m_creation;
    std::optional<int> m_job;
    std::shared_ptr<const Space> m_spaceBefore; ///< when the making began
    int m_stepsBefore = 0;                      ///< of the history
};
