// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QDoubleSpinBox;

/// Asks which of a model's values are black and white: one of the usual ranges, or two numbers.
class RangeField : public QWidget
{
    Q_OBJECT

public:
    /// `mayBeFound`: the first choice leaves it to be found by trying, which is no range.
    explicit RangeField(bool mayBeFound, QWidget* parent = nullptr);

    [[nodiscard]] std::optional<ValueRange> range() const; ///< low < high
    void setRange(std::optional<ValueRange> range);

Q_SIGNALS:
    void edited(); ///< by hand

private:
    void choosePreset();
    [[nodiscard]] QDoubleSpinBox* makeBound(const char* name, const QString& label);

    QComboBox* m_preset;
    QDoubleSpinBox* m_low;
    QDoubleSpinBox* m_high;
    QWidget* m_bounds; ///< both, shown where no preset is chosen
};
