// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/KeptMapBar.h"

#include "controls/FlatButton.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

KeptMapBar::KeptMapBar(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_maps(new QComboBox)
{
    setObjectName(QStringLiteral("keptMapBar"));
    m_maps->setObjectName(QStringLiteral("keptMap"));
    m_maps->setAccessibleName(tr("Kept map"));
    m_maps->setToolTip(tr("Which of the maps in the space's folder is shown"));
    m_maps->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto* const rename =
        makeFlatButton(QStringLiteral("keptRename"), tr("Rename…"), tr("Give this map of the space another name"));
    auto* const remove = makeFlatButton(
        QStringLiteral("keptRemove"), tr("Remove"),
        tr("Take this map from the space's folder, and its file if that is called map-…; undo brings it back"));
    m_rename = rename;
    m_remove = remove;
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_maps, 1);
    row->addWidget(rename);
    row->addWidget(remove);
    connect(m_maps, &QComboBox::activated, this, &KeptMapBar::choose);
    connect(rename, &QToolButton::clicked, this, &KeptMapBar::renameAsked);
    connect(remove, &QToolButton::clicked, this, &KeptMapBar::removalAsked);
    connect(&session, &Session::mapChanged, this, &KeptMapBar::showMaps); // another space tells of its map as well
    showMaps();
}

void KeptMapBar::choose(int index)
{
    const QString name = m_maps->itemText(index);
    m_session.edit(tr("Show the map “%1”").arg(name), [&](SessionState& state) {
        state.projection.kind = MapKind::Kept;
        state.projection.kept = name.toStdString();
    });
}

void KeptMapBar::showMaps()
{
    const SessionState& state = m_session.state();
    const QSignalBlocker blocker(m_maps);
    m_maps->clear();
    if (state.space) {
        for (const SavedMap& map : state.space->manifest.maps) {
            m_maps->addItem(QString::fromStdString(map.name));
        }
    }
    m_maps->setCurrentIndex(m_maps->findText(QString::fromStdString(state.projection.kept)));
    m_rename->setEnabled(m_maps->currentIndex() >= 0);
    m_remove->setEnabled(m_maps->currentIndex() >= 0);
}
