// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/PairFit.h"

#include <QDialog>

class PixelEditor;
class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;
class QBoxLayout;

/// Where somebody paints on a picture, sees what the model makes of it, and keeps the difference as a slider.
class EditPairDialog : public QDialog
{
    Q_OBJECT

public:
    /// `what` names the picture: "sample 12".
    EditPairDialog(PairFit& fit, const QImage& picture, const QString& what, QWidget* parent = nullptr);
    ~EditPairDialog() override;
    void reject() override;

private:
    QWidget* makeTools();
    QWidget* makeAnswer();
    QToolButton* makeTool(const QString& text, const char* name, const QString& tip, const QKeySequence& keys);
    void chooseColour(const QColor& colour);
    void showColour();
    void showState();
    void make();

    PairFit& m_fit;
    QString m_what;
    PixelEditor* m_editor;
    QColor m_colour = Qt::white;
    bool m_isGrey;
    QToolButton* m_colourButton = nullptr;
    QToolButton* m_undo = nullptr;
    QToolButton* m_redo = nullptr;
    QSpinBox* m_level = nullptr;
    QLabel* m_before = nullptr;
    QLabel* m_after = nullptr;
    QLabel* m_sentence = nullptr;
    QLineEdit* m_name = nullptr;
    QCheckBox* m_isNormalised = nullptr;
    QPushButton* m_make = nullptr;
};
