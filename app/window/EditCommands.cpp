// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/EditCommands.h"

#include "base/UserError.h"
#include "session/PointText.h"

#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QMimeData>
#include <QUndoView>
#include <QVBoxLayout>

EditCommands::EditCommands(Workspace& workspace, MessageBar& messages, QWidget& window)
    : QObject(&window)
    , m_workspace(workspace)
    , m_messages(messages)
    , m_window(window)
{
}

std::vector<ActionEntry> EditCommands::entries()
{
    const auto call = [this](auto method) { return [this, method] { (this->*method)(); }; };
    QUndoStack& stack = m_workspace.session.undoStack();
    return {
        {.name = "undo",
         .tip = tr("Take the last step back"),
         .keys = QKeySequence::Undo,
         .icon = "undo",
         .action = stack.createUndoAction(this, tr("&Undo"))},
        {.name = "redo",
         .tip = tr("Make the step again that was taken back"),
         .keys = QKeySequence(QStringLiteral("Ctrl+Shift+Z")),
         .otherKeys = QKeySequence(QStringLiteral("Ctrl+Y")),
         .icon = "redo",
         .action = stack.createRedoAction(this, tr("&Redo"))},
        {.name = "history",
         .text = tr("&History…"),
         .tip = tr("All steps in a list; choosing one goes there"),
         .keys = QKeySequence(QStringLiteral("Ctrl+H")),
         .icon = "history",
         .run = call(&EditCommands::showHistory)},
        {},
        {.name = "copyPicture",
         .text = tr("&Copy picture"),
         .tip = tr("Copy the picture at its own size"),
         .keys = QKeySequence::Copy,
         .icon = "copy",
         .run = call(&EditCommands::copyPicture)},
        {.name = "copyPoint",
         .text = tr("Copy p&oint"),
         .tip = tr("Copy the point as text"),
         .keys = QKeySequence(QStringLiteral("Ctrl+Shift+C")),
         .icon = "point",
         .run = call(&EditCommands::copyPoint)},
        {.name = "pastePoint",
         .text = tr("&Paste"),
         .tip = tr("Go to the point on the clipboard, copied here or a list of numbers, or take the picture on it"),
         .keys = QKeySequence::Paste,
         .icon = "paste",
         .run = call(&EditCommands::pastePoint)},
    };
}

void EditCommands::showHistory()
{
    auto* dialog = m_window.findChild<QDialog*>(QStringLiteral("historyDialog"));
    if (!dialog) {
        dialog = new QDialog(&m_window);
        dialog->setObjectName(QStringLiteral("historyDialog"));
        dialog->setWindowTitle(tr("History"));
        dialog->resize(320, 420);
        auto* view = new QUndoView(&m_workspace.session.undoStack(), dialog);
        view->setObjectName(QStringLiteral("historyView"));
        view->setAccessibleName(tr("History"));
        view->setToolTip(tr("Choosing a step goes back or forward to it"));
        view->setEmptyLabel(tr("as it was opened"));
        auto* layout = new QVBoxLayout(dialog);
        layout->setContentsMargins(8, 8, 8, 8);
        layout->addWidget(view);
    }
    dialog->show();
    dialog->raise();
}

void EditCommands::copyPicture()
{
    if (const QImage& image = m_workspace.preview.image(); !image.isNull()) {
        QGuiApplication::clipboard()->setImage(image.copy());
    }
}

void EditCommands::copyPoint()
{
    if (m_workspace.session.state().space) {
        QGuiApplication::clipboard()->setText(QString::fromStdString(pointToText(m_workspace.session.state())));
    }
}

void EditCommands::pastePoint()
{
    const QMimeData* const content = QGuiApplication::clipboard()->mimeData();
    const std::string text = content ? content->text().toStdString() : std::string();
    if (content && content->hasImage() && text.empty()) {
        Q_EMIT picturePasted(qvariant_cast<QImage>(content->imageData()));
        return;
    }
    try {
        if (text.empty()) {
            throw UserError(
                tr("There is neither a point nor a picture on the clipboard. Copy one first.").toStdString());
        }
        if (!m_workspace.session.state().space) {
            throw UserError(tr("Open a space first: the point needs a decoder.").toStdString());
        }
        m_workspace.session.edit(tr("Paste point"), [&](SessionState& state) { pointFromText(state, text); });
    } catch (const UserError& error) {
        m_messages.say({.key = QStringLiteral("paste"), .text = QString::fromUtf8(error.what())});
    }
}
