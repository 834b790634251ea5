// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/GroupChoice.h"

#include <QWidget>

class ElidedLabel;
class QLabel;
class QPushButton;
class QToolButton;

/// Where two groups are taken from the selection: A leads, B is what it starts from.
class SelectionGroups : public QWidget
{
    Q_OBJECT

public:
    explicit SelectionGroups(Session& session, QWidget* parent = nullptr);

    [[nodiscard]] GroupChoice choice() const { return chooseSelections(m_session.state()); }
    /// What the vector will be made by, and why it cannot be made just now (empty: it can).
    void setMaking(AttributeMethod method, const QString& obstacle);

Q_SIGNALS:
    void makeWanted();

private:
    using Group = std::shared_ptr<const SampleSet> SessionState::*;
    struct Line
    {
        QPushButton* set = nullptr;
        ElidedLabel* count = nullptr;
        QToolButton* clear = nullptr;
    };
    Line makeLine(const QString& letter, Group group);
    void showGroups();
    void showChoice();

    Session& m_session;
    AttributeMethod m_method = AttributeMethod::Mean;
    QString m_obstacle;
    Line m_a;
    Line m_b;
    QLabel* m_problem;
    QPushButton* m_make;
    GroupChoice m_judged; ///< costs a pass over all samples: only made anew where these changed
    std::shared_ptr<const SampleSet> m_judgedA;
    std::shared_ptr<const SampleSet> m_judgedB;
    std::shared_ptr<const Space> m_judgedSpace;
};
