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

    /// The two ways beside each other, or one below the other.
    void setWide(bool wide);

private:
    void showState();
    void showMaking();
    void make(GroupChoice choice);

    Session& m_session;
    AttributeFit& m_fit;
    QLabel* m_explanation;
    AttributeMethodBar* m_how;
    QBoxLayout* m_sections;
    LabelGroups* m_labels;
    SelectionGroups* m_selections;
};
