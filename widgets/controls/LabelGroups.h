// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/GroupChoice.h"

#include <QWidget>

class ElidedLabel;
class PatternEdit;
class QComboBox;
class QLabel;
class QPushButton;

/// Where two groups are chosen by labels: by the values of one, by patterns over several, or by a label's numbers.
class LabelGroups : public QWidget
{
    Q_OBJECT

public:
    explicit LabelGroups(Session& session, QWidget* parent = nullptr);

    [[nodiscard]] GroupChoice choice() const;
    /// What the vector will be made by, and why it cannot be made just now (empty: it can).
    void setMaking(AttributeMethod method, const QString& obstacle);

Q_SIGNALS:
    void makeWanted();

private:
    void addChoosers();
    QComboBox* makeCombo(const QString& name, const QString& accessible, const QString& tip);
    PatternEdit* makePattern(const QString& name, const QString& accessible, const QString& example);
    void showLabels();
    void showValues();
    void showView();
    void keepView();
    void showReadiness();
    [[nodiscard]] bool isPattern() const;
    [[nodiscard]] const LabelColumn* column() const;

    Session& m_session;
    std::shared_ptr<const LabelTable> m_shown; ///< whose columns the combo boxes hold
    AttributeMethod m_method = AttributeMethod::Mean;
    QString m_obstacle;
    QComboBox* m_column;
    QComboBox* m_with;
    QComboBox* m_without;
    PatternEdit* m_withPattern;
    PatternEdit* m_withoutPattern;
    QLabel* m_withLabel = nullptr;
    QLabel* m_withoutLabel = nullptr;
    ElidedLabel* m_counts;
    QLabel* m_problem;
    QPushButton* m_make;
};
