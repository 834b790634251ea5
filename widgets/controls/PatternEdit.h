// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/LabelTable.h"

#include <QLineEdit>

class QStringListModel;

/// A line for conditions that a sample must all meet, "arrow 1=left, arrow 5=up", which completes each of them.
class PatternEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit PatternEdit(QWidget* parent = nullptr);

    void setLabels(const LabelTable& labels); ///< whose columns and values are offered

private:
    QStringListModel* m_offers;
};

/// "arrow 1=left"; quoted as the condition must be.
[[nodiscard]] QString conditionText(const std::string& column, const std::string& value);
