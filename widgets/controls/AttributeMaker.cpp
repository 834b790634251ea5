// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/AttributeMaker.h"

#include "controls/AttributeMethodBar.h"
#include "controls/LabelGroups.h"
#include "controls/SelectionGroups.h"

#include <QLabel>
#include <QVBoxLayout>

AttributeMaker::AttributeMaker(Session& session, AttributeFit& fit, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_fit(fit)
    , m_explanation(new QLabel(this))
    , m_how(new AttributeMethodBar(session, this))
    , m_layout(new QVBoxLayout(this))
    , m_sections(new QBoxLayout(QBoxLayout::TopToBottom))
    , m_labels(new LabelGroups(session, this))
    , m_selections(new SelectionGroups(session, this))
{
    setObjectName(QStringLiteral("attributeMaker"));
    m_explanation->setObjectName(QStringLiteral("explanation"));
    m_explanation->setWordWrap(true);
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_sections->setContentsMargins(0, 0, 0, 0);
    m_sections->setSpacing(12);
    m_sections->addWidget(m_labels, 4, Qt::AlignTop);
    m_sections->addWidget(m_selections, 4, Qt::AlignTop);
    m_layout->setContentsMargins(8, 8, 8, 8);
    m_layout->setSpacing(8);
    m_layout->addWidget(m_explanation);
    m_layout->addLayout(m_sections);
    m_layout->addStretch(1);
    setColumns(1);
    connect(&session, &Session::spaceChanged, this, &AttributeMaker::showState);
    connect(&session, &Session::labelsChanged, this, &AttributeMaker::showState);
    connect(&fit, &AttributeFit::changed, this, &AttributeMaker::showMaking);
    connect(m_how, &AttributeMethodBar::changed, this, &AttributeMaker::showMaking);
    connect(m_labels, &LabelGroups::makeWanted, this, [this] { make(m_labels->choice()); });
    connect(m_selections, &SelectionGroups::makeWanted, this, [this] { make(m_selections->choice()); });
    showState();
    showMaking();
}

void AttributeMaker::setColumns(int columns)
{
    m_sections->setDirection(columns > 1 ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_how->setWide(columns == 2);
    m_layout->removeWidget(m_how);
    m_sections->removeWidget(m_how);
    if (columns > 2) {
        m_sections->insertWidget(0, m_how, 3, Qt::AlignTop);
    } else {
        m_layout->insertWidget(1, m_how);
    }
}

void AttributeMaker::showState()
{
    const auto& space = m_session.state().space;
    const auto& labels = m_session.state().labels();
    const bool hasLatents = space && space->latents && !space->latents->isEmpty();
    const bool hasLabels = labels && !labels->columns.empty();
    m_how->setVisible(hasLatents);
    m_labels->setVisible(hasLatents && hasLabels);
    m_selections->setVisible(hasLatents);
    QString explanation;
    if (!space) {
        explanation = tr("Open a space with samples: two groups of examples become a slider here.");
    } else if (!hasLatents) {
        explanation =
            tr("This space has no encoded samples to make vectors from. Space > Generate samples… makes some; "
               "vectors made elsewhere can be loaded from .npy files.");
    } else if (!hasLabels) {
        explanation = tr("This space has no labels. Select samples on the map and label them (Ctrl+Shift+L), or set "
                         "them as group A, and others as B.");
    }
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
}

void AttributeMaker::showMaking()
{
    const QString obstacle = m_fit.isRunning()
                                 ? tr("Another vector is being made. It can be stopped in the status line.")
                                 : m_how->problem();
    m_labels->setMaking(m_how->method(), obstacle);
    m_selections->setMaking(m_how->method(), obstacle);
}

void AttributeMaker::make(GroupChoice choice)
{
    m_how->complete(choice.wish.question);
    m_fit.fit(std::move(choice.wish));
}
