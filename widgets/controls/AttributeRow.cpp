// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/AttributeRow.h"

#include "controls/ElidedLabel.h"
#include "controls/LineIcons.h"
#include "controls/NameEdit.h"
#include "controls/Numbers.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

AttributeRow::AttributeRow(Session& session, const DatasetMap& map, std::size_t attribute, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_map(map)
    , m_attribute(attribute)
    , m_name(new NameEdit(this))
    , m_slider(new AmountSlider(session, map, attribute, this))
    , m_behind(new ElidedLabel(this))
{
    setObjectName(QStringLiteral("attributeRow%1").arg(attribute));
    m_name->setObjectName(QStringLiteral("name"));
    m_behind->setObjectName(QStringLiteral("behind"));
    connect(m_name, &NameEdit::renamed, this, [this](const QString& name) {
        m_session.edit(tr("Rename to %1").arg(name),
                       [&](SessionState& state) { renameAttribute(state, m_attribute, name.toStdString()); });
    });

    auto* head = new QHBoxLayout;
    head->setContentsMargins(6, 0, 4, 0);
    head->setSpacing(0);
    head->addWidget(m_name, 1);
    m_reset = makeButton(lineIcon(LineIcon::Reset), QStringLiteral("reset"), tr("Reset"), tr("Sets the amount to 0"));
    m_bake = makeButton(lineIcon(LineIcon::Bake), QStringLiteral("bake"), tr("Bake"),
                        tr("Folds the amount into the base point: the picture stays, the amount becomes 0"));
    auto* remove = makeButton(lineIcon(LineIcon::Remove), QStringLiteral("remove"), tr("Remove"),
                              tr("Removes this slider and what it adds (Ctrl+Z brings it back)"));
    connect(m_reset, &QToolButton::clicked, this, [this] {
        m_session.edit(tr("Reset %1").arg(QString::fromStdString(this->attribute().name)),
                       [this](SessionState& state) { setAmount(state, m_attribute, 0, m_map.components().get()); });
    });
    connect(m_bake, &QToolButton::clicked, this, [this] {
        m_session.edit(tr("Bake %1").arg(QString::fromStdString(this->attribute().name)),
                       [this](SessionState& state) { bakeAttribute(state, m_attribute); });
    });
    connect(remove, &QToolButton::clicked, this, [this] {
        m_session.edit(tr("Remove %1").arg(QString::fromStdString(this->attribute().name)),
                       [this](SessionState& state) { removeAttribute(state, m_attribute, m_map.components().get()); });
    });
    for (QToolButton* button : {m_reset, m_bake, remove, makeMenuButton()}) {
        head->addWidget(button);
    }

    auto* behind = new QHBoxLayout;
    behind->setContentsMargins(8, 0, 8, 0);
    behind->addWidget(m_behind);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_slider);
    layout->addLayout(behind);
    setFocusProxy(m_slider);
    showAttribute();
}

QToolButton* AttributeRow::makeButton(const QIcon& icon, const QString& name, const QString& text, const QString& tip)
{
    constexpr int side = 24;
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setIcon(icon);
    button->setAutoRaise(true);
    button->setFixedSize(side, side);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QToolButton* AttributeRow::makeMenuButton()
{
    QToolButton* button = makeButton(lineIcon(LineIcon::More), QStringLiteral("more"), tr("More"),
                                     tr("Rename, save as a file, save to the space"));
    auto* menu = new QMenu(button);
    menu->addAction(tr("Rename"), m_name, &NameEdit::beginEditing)->setObjectName(QStringLiteral("rename"));
    menu->addSeparator();
    menu->addAction(tr("Save as .npy…"), this, [this] { Q_EMIT saveToFileWanted(m_attribute); })
        ->setObjectName(QStringLiteral("saveToFile"));
    QAction* toSpace =
        menu->addAction(tr("Save to the space"), this, [this] { Q_EMIT saveToSpaceWanted(m_attribute); });
    toSpace->setObjectName(QStringLiteral("saveToSpace"));
    menu->setToolTipsVisible(true);
    connect(menu, &QMenu::aboutToShow, this, [this, toSpace] {
        const auto& space = m_session.state().space;
        const bool isFolder = space && !space->isBareDecoder;
        toSpace->setEnabled(isFolder);
        toSpace->setToolTip(isFolder ? tr("Keeps it in the space's space.json")
                                     : tr("A bare decoder has no space.json to keep it in: save it as .npy."));
    });
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    return button;
}

void AttributeRow::showAmount()
{
    if (exists()) {
        m_slider->showAmount();
        m_reset->setEnabled(attribute().amount != 0);
        m_bake->setEnabled(attribute().amount != 0);
    }
}

void AttributeRow::showAttribute()
{
    if (!exists()) {
        return;
    }
    const AttributeSlider& shown = attribute();
    const QString name = QString::fromStdString(shown.name);
    m_name->setName(name);
    setAccessibleName(name);
    const bool counted = shown.vector->withCount > 0;
    QString line =
        counted ? tr("%1 with, %2 without")
                      .arg(QLocale().toString(shown.vector->withCount), QLocale().toString(shown.vector->withoutCount))
                : QString::fromStdString(shown.notes.empty() ? shown.method : shown.notes);
    QStringList tip{line};
    if (counted) {
        tip << tr("With: %1").arg(QString::fromStdString(shown.with))
            << tr("Without: %1").arg(QString::fromStdString(shown.without));
    }
    const std::vector<AttributeCosine> cosines = cosinesToOthers(m_session.state(), m_attribute);
    for (const AttributeCosine& cosine : cosines) {
        const QString text = tr("cos %1 to %2")
                                 .arg(coordinateText(cosine.cosine, 2),
                                      QString::fromStdString(m_session.state().attributes[cosine.other].name));
        if (&cosine == &cosines.front()) {
            line += tr(" · ") + text;
            tip << tr(
                "Cosines: near 0, the two can be moved apart from each other; near 1 or −1, moving one moves both.");
        }
        tip << text;
    }
    m_behind->setText(line);
    m_behind->setToolTip(tip.join(QLatin1Char('\n')));
    showAmount();
}
