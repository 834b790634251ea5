// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/PairCommands.h"

#include "dialogs/EditPairDialog.h"

#include <QLocale>

PairCommands::PairCommands(Workspace& workspace, MessageBar& messages, QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_window(window)
{
}

std::vector<ActionEntry> PairCommands::entries()
{
    return {{.name = "paintEditPair",
             .text = tr("Paint an &edit pair…"),
             .tip = tr("Paint on the picture at hand: the difference becomes an attribute slider"),
             .keys = QKeySequence(QStringLiteral("Ctrl+Shift+P")),
             .run = [this] { open(); }}};
}

/// Of the sample that the point was taken from its own picture, else what the decoder makes of the point.
void PairCommands::open()
{
    const QString key = QStringLiteral("editPair");
    if (m_dialog) {
        m_dialog->raise();
        return m_dialog->activateWindow();
    }
    if (const QString obstacle = m_workspace.pairFit.obstacle(); !obstacle.isEmpty()) {
        return m_messages.say({.key = key, .text = obstacle});
    }
    const SessionState& state = m_workspace.session.state();
    const PictureShape shape = m_workspace.engine.model()->picture;
    QImage picture;
    QString what;
    if (state.sample && state.base == m_workspace.session.currentPoint()) {
        picture = m_workspace.samples.picture(*state.sample);
        what = tr("sample %1").arg(QLocale().toString(*state.sample));
    }
    if (picture.size() != QSize(shape.width, shape.height)) {
        picture = m_workspace.preview.image();
        what = tr("the current point");
    }
    if (picture.size() != QSize(shape.width, shape.height)) {
        return m_messages.say(
            {.key = key, .text = tr("There is no picture to paint on yet. Wait until it is decoded.")});
    }
    m_messages.withdraw(key);
    m_dialog = new EditPairDialog(m_workspace.pairFit, picture, what, &m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->open();
}
