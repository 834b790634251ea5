// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

/// Shows a text that one may want to send to somebody: the engine's log, with what it ran on.
class LogDialog : public QDialog
{
    Q_OBJECT

public:
    LogDialog(const QString& title, const QString& text, QWidget* parent = nullptr);
};
