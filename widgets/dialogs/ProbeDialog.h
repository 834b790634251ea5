// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"
#include "space/Space.h"

#include <QDialog>

class QSpinBox;
class RangeField;

/// Asks for what probing could not find about a decoder, its latent size and the range of its values: both at once, so
/// that nobody is asked twice. What need not be said may be left to probing.
class ProbeDialog : public QDialog
{
    Q_OBJECT

public:
    /// `problem` tells what must be answered: NeedsLatentSize, NeedsRange, or any other for nothing. `reason` is what
    /// the engine says; `known` was answered before or found.
    ProbeDialog(const QString& model, ModelProblem problem, const QString& reason, const SpaceHints& known,
                QWidget* parent = nullptr);

    /// The answers; what is left to probing is empty.
    [[nodiscard]] SpaceHints hints() const;

private:
    void makeSizeRow(bool isNeeded, std::optional<int> known);
    void makeRangeRow(bool isNeeded, std::optional<ValueRange> known);

    QSpinBox* m_size = nullptr;
    RangeField* m_range = nullptr;
};
