// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "space/Space.h"

#include <QDialog>

class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

/// Asks for the one thing about a decoder that probing could not find: its latent size or the range of its values.
class ProbeDialog : public QDialog
{
    Q_OBJECT

public:
    /// `problem` is NeedsLatentSize or NeedsRange, `reason` what the engine says; `known` was answered before.
    ProbeDialog(const QString& model, ModelProblem problem, const QString& reason, const SpaceHints& known,
                QWidget* parent = nullptr);

    /// What is known now: what was known before and the answer.
    [[nodiscard]] SpaceHints hints() const;

private:
    void makeSizeRow();
    void makeRangeRow();
    void choosePreset(int index);

    ModelProblem m_problem;
    SpaceHints m_known;
    QSpinBox* m_size = nullptr;
    QComboBox* m_preset = nullptr;
    QDoubleSpinBox* m_low = nullptr;
    QDoubleSpinBox* m_high = nullptr;
};
