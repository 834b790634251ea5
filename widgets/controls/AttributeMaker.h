// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/AttributeFit.h"

#include <QWidget>

class ElidedLabel;
class QBoxLayout;
class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

/// Where attribute vectors are made: from the values of a label, or from two selections.
class AttributeMaker : public QWidget
{
    Q_OBJECT

public:
    AttributeMaker(Session& session, AttributeFit& fit, QWidget* parent = nullptr);

    /// The two ways beside each other, or one below the other.
    void setWide(bool wide);

private:
    QWidget* makeLabelSection();
    QWidget* makeGroupSection();
    QComboBox* makeCombo(const QString& name, const QString& accessible, const QString& tip);
    void showState();
    void showColumns();
    void showValues();
    void showChoice();
    void keepChoice();
    void showLabelCounts();
    void showGroups();
    void makeFromLabels();
    void makeFromGroups();
    [[nodiscard]] const LabelColumn* column() const;
    [[nodiscard]] AttributeFit::Groups labelGroups() const;
    [[nodiscard]] bool hasLatents() const;

    Session& m_session;
    AttributeFit& m_fit;
    std::shared_ptr<const LabelTable> m_shown; ///< whose columns the combo boxes hold
    QLabel* m_explanation;
    QBoxLayout* m_sections;
    QWidget* m_labelSection = nullptr;
    QWidget* m_groupSection = nullptr;
    QComboBox* m_column = nullptr;
    QComboBox* m_with = nullptr;
    QComboBox* m_without = nullptr;
    ElidedLabel* m_labelCounts = nullptr;
    QPushButton* m_makeFromLabels = nullptr;
    QPushButton* m_setA = nullptr;
    QPushButton* m_setB = nullptr;
    QToolButton* m_clearA = nullptr;
    QToolButton* m_clearB = nullptr;
    ElidedLabel* m_countA = nullptr;
    ElidedLabel* m_countB = nullptr;
    QPushButton* m_makeFromGroups = nullptr;
};
