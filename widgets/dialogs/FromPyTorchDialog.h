// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

/// Tells how a model gets out of Python: a short recipe, and the file that does it, to be copied.
class FromPyTorchDialog : public QDialog
{
    Q_OBJECT

public:
    /// `script` is the text of export_space.py.
    FromPyTorchDialog(const QString& script, QWidget* parent = nullptr);
};
