// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/SelectionGroups.h"

#include "controls/ElidedLabel.h"
#include "controls/LineIcons.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>

SelectionGroups::SelectionGroups(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_a(makeLine(QStringLiteral("A"), &SessionState::withGroup))
    , m_b(makeLine(QStringLiteral("B"), &SessionState::withoutGroup))
    , m_problem(new QLabel(this))
    , m_make(new QPushButton(tr("Make slider from A and B"), this))
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    int line = 0;
    for (const Line& each : {m_a, m_b}) {
        grid->addWidget(each.set, line, 0);
        grid->addWidget(each.count, line, 1);
        grid->addWidget(each.clear, line++, 2);
    }
    m_problem->setObjectName(QStringLiteral("groupProblem"));
    m_problem->setWordWrap(true);
    m_problem->setForegroundRole(QPalette::PlaceholderText);
    m_make->setObjectName(QStringLiteral("makeFromGroups"));
    grid->addWidget(m_problem, line++, 0, 1, 3);
    grid->addWidget(m_make, line, 0, 1, 3);
    grid->setColumnStretch(1, 1);
    connect(m_make, &QPushButton::clicked, this, &SelectionGroups::makeWanted);
    connect(&session, &Session::selectionChanged, this, &SelectionGroups::showGroups);
    connect(&session, &Session::spaceChanged, this, &SelectionGroups::showGroups);
    showGroups();
}

SelectionGroups::Line SelectionGroups::makeLine(const QString& letter, Group group)
{
    Line line{new QPushButton(tr("%1 = selection").arg(letter), this), new ElidedLabel(this), new QToolButton(this)};
    line.set->setObjectName(QStringLiteral("set") + letter);
    line.count->setObjectName(QStringLiteral("count") + letter);
    line.clear->setObjectName(QStringLiteral("clear") + letter);
    line.clear->setIcon(lineIcon(LineIcon::Remove));
    line.clear->setAutoRaise(true);
    line.clear->setAccessibleName(tr("Clear group %1").arg(letter));
    line.clear->setToolTip(line.clear->accessibleName());
    line.clear->setFocusPolicy(Qt::TabFocus);
    connect(line.set, &QPushButton::clicked, this, [this, letter, group] {
        m_session.edit(tr("Group %1").arg(letter), [group](SessionState& state) { state.*group = state.selection; });
    });
    connect(line.clear, &QToolButton::clicked, this, [this, letter, group] {
        m_session.edit(tr("Clear group %1").arg(letter), [group](SessionState& state) { (state.*group).reset(); });
    });
    return line;
}

void SelectionGroups::setMaking(AttributeMethod method, const QString& obstacle)
{
    m_method = method;
    m_obstacle = obstacle;
    showGroups();
}

void SelectionGroups::showGroups()
{
    const SessionState& state = m_session.state();
    if (!state.space || !state.space->latents) {
        return; // nobody sees this
    }
    const auto size = [](const std::shared_ptr<const SampleSet>& set) { return set ? set->size() : 0; };
    const auto samples = [](std::size_t count) { return tr("%1 samples").arg(QLocale().toString(count)); };
    const std::size_t selected = size(state.selection);
    for (const Line& line : {m_a, m_b}) {
        line.set->setEnabled(selected > 0);
        line.set->setToolTip(selected > 0 ? tr("Takes the %1 selected on the map").arg(samples(selected))
                                          : tr("Select samples on the map first."));
    }
    m_a.count->setText(size(state.withGroup) > 0 ? samples(size(state.withGroup)) : tr("none yet"));
    m_b.count->setText(size(state.withoutGroup) > 0 ? samples(size(state.withoutGroup)) : tr("everything else"));
    m_a.clear->setEnabled(state.withGroup != nullptr);
    m_b.clear->setEnabled(state.withoutGroup != nullptr);

    if (m_judgedA != state.withGroup || m_judgedB != state.withoutGroup || m_judgedSpace != state.space) {
        m_judged = choice();
        m_judgedA = state.withGroup;
        m_judgedB = state.withoutGroup;
        m_judgedSpace = state.space;
    }
    showChoice();
}

void SelectionGroups::showChoice()
{
    const auto& group = m_session.state().withGroup;
    const bool isBegun = group && !group->empty(); // before that, "none yet" says it
    const QString problem = problemOf(m_judged, m_method);
    m_problem->setText(problem.isEmpty() ? m_judged.counts : problem);
    m_problem->setVisible(isBegun && (!problem.isEmpty() || m_judged.shared > 0));
    const QString reason = problem.isEmpty() ? m_obstacle : problem;
    m_make->setEnabled(reason.isEmpty());
    m_make->setToolTip(reason.isEmpty() ? tr("A slider that leads from B to A; an empty B means everything but A")
                                        : reason);
}
