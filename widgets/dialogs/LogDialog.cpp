// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/LogDialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

LogDialog::LogDialog(const QString& title, const QString& text, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("logDialog"));
    setWindowTitle(title);
    resize(720, 420);
    auto* view = new QPlainTextEdit(text, this);
    view->setObjectName(QStringLiteral("logText"));
    view->setAccessibleName(title);
    view->setToolTip(title);
    view->setReadOnly(true);
    view->setTabChangesFocus(true);
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    view->setPlaceholderText(tr("Nothing was written."));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    copy->setObjectName(QStringLiteral("copyLog"));
    copy->setToolTip(tr("Copy the whole text"));
    buttons->button(QDialogButtonBox::Close)->setToolTip(tr("Close this window"));
    connect(copy, &QPushButton::clicked, this, [text] { QGuiApplication::clipboard()->setText(text); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(view, 1);
    layout->addWidget(buttons);
}
