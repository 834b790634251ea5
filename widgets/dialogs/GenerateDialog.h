// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/GeneratedSamples.h"

#include <QDialog>

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QSpinBox;

/// Asks what samples to generate. What cannot be drawn for this space is disabled, with the reason.
class GenerateDialog : public QDialog
{
    Q_OBJECT

public:
    /// `own` is the space as it was opened; `tail` what is decoded beside each latent; `before` what was asked last.
    GenerateDialog(const Space& own, LatentVector tail, const GenerationRecipe& before, QWidget* parent = nullptr);

    [[nodiscard]] GenerationRecipe recipe() const;

private:
    void makeDistributionRow(const Space& own);
    void makeNumberRows();
    void makeClassRow();
    void addRow(const QString& text, QWidget* field, const char* name, const QString& tip);
    void showChoice();
    void showSize();
    [[nodiscard]] Distribution distribution() const;

    QFormLayout* m_form;
    LatentVector m_tail;
    std::vector<ModelInput> m_inputs;
    PictureShape m_picture;
    int m_dimensions;
    QComboBox* m_distribution = nullptr;
    QLabel* m_explanation = nullptr;
    QSpinBox* m_count = nullptr;
    QSpinBox* m_seed = nullptr;
    QDoubleSpinBox* m_radius = nullptr;
    QSpinBox* m_neighbours = nullptr;
    QComboBox* m_class = nullptr; ///< null: the decoder takes no class
    QLabel* m_size = nullptr;
};
