// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/Clusters.h"

#include <QDialog>

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

/// Asks how many clusters to look for: one number, or several that are compared.
class ClusterDialog : public QDialog
{
    Q_OBJECT

public:
    /// `before` is what was asked last.
    explicit ClusterDialog(const ClusterOptions& before, QWidget* parent = nullptr);

    [[nodiscard]] ClusterOptions options() const;

private:
    void addRow(const QString& text, QWidget* field, const char* name, const QString& tip);
    void showChoice();
    /// The numbers in the field, or none where there is anything else.
    [[nodiscard]] std::vector<int> counts() const;

    QFormLayout* m_form;
    QLineEdit* m_counts;
    QSpinBox* m_restarts;
    QSpinBox* m_seed;
    QLabel* m_explanation;
    QPushButton* m_find;
};
