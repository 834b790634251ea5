// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/GroupChoice.h"

#include <QWidget>

class AttributeMethodBar;
class LabelGroups;
class QBoxLayout;
class QLabel;
class SelectionGroups;

/// Where attribute vectors are made: from the values of labels, or from two selections.
class AttributeMaker : public QWidget
{
    Q_OBJECT

public:
    AttributeMaker(Session& session, AttributeFit& fit, QWidget* parent = nullptr);

    /// All below each other (1), the two ways beside each other (2), or the method beside them too (3).
    void setColumns(int columns);

private:
    void showState();
    void showMaking();
    void make(GroupChoice choice);

    Session& m_session;
    AttributeFit& m_fit;
    QLabel* m_explanation;
    AttributeMethodBar* m_how;
    QBoxLayout* m_layout;
    QBoxLayout* m_sections;
    LabelGroups* m_labels;
    SelectionGroups* m_selections;
};
