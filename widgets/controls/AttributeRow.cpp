// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/AttributeRow.h"

#include "controls/AttributeRowMenu.h"
#include "controls/ElidedLabel.h"
#include "controls/NameEdit.h"
#include "controls/Numbers.h"
#include "controls/TrustDetails.h"
#include "controls/TrustWords.h"

#include <QHBoxLayout>
#include <QShortcut>
#include <QToolButton>

AttributeRow::AttributeRow(Session& session, const DatasetMap& map, std::size_t attribute, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_map(map)
    , m_attribute(attribute)
    , m_name(new NameEdit(this))
    , m_slider(new AmountSlider(session, map, attribute, this))
    , m_behind(new ElidedLabel(this))
    , m_strip(new QWidget(this))
{
    setObjectName(QStringLiteral("attributeRow%1").arg(attribute));
    m_name->setObjectName(QStringLiteral("name"));
    m_behind->setObjectName(QStringLiteral("behind"));
    m_strip->setAutoFillBackground(true);
    m_strip->setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(m_name, &NameEdit::renamed, this, [this](const QString& name) {
        m_session.edit(tr("Rename to %1").arg(name),
                       [&](SessionState& state) { renameAttribute(state, m_attribute, name.toStdString()); });
        if (exists() && this->attribute().name != name.toStdString()) {
            Q_EMIT nameTaken(name, QString::fromStdString(this->attribute().name));
        }
    });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->setSpacing(0);
    layout->addLayout(makeHead());
    layout->addWidget(m_slider);
    layout->addLayout(makeTrustLine());
    setFocusProxy(m_slider);
    addMoving();
    showAttribute();
}

void AttributeRow::edit(const QString& step, const Change& change)
{
    m_session.edit(step.arg(QString::fromStdString(attribute().name)), change);
}

QHBoxLayout* AttributeRow::makeHead()
{
    m_bypass = makeToggle(LineIcon::Bypass, "bypass", tr("Bypass"), tr("Adds nothing while pressed; the amount stays"));
    m_solo = makeToggle(LineIcon::Solo, "solo", tr("Solo"), tr("While pressed, the others add nothing"));
    m_reset = makeButton(LineIcon::Reset, "reset", tr("Reset"), tr("Sets the amount to 0"));
    m_bake = makeButton(LineIcon::Bake, "bake", tr("Bake"),
                        tr("Folds the amount into the base point: the picture stays, the amount becomes 0"));
    auto* remove = makeButton(LineIcon::Remove, "remove", tr("Remove"),
                              tr("Removes this slider and what it adds (Ctrl+Z brings it back)"));
    connect(m_bypass, &QToolButton::clicked, this, [this](bool on) {
        edit(on ? tr("Bypass %1") : tr("Let %1 act again"),
             [this, on](SessionState& state) { setBypassed(state, m_attribute, on, m_map.components().get()); });
    });
    connect(m_solo, &QToolButton::clicked, this, [this](bool on) {
        edit(on ? tr("Solo %1") : tr("End the solo of %1"),
             [this, on](SessionState& state) { setSolo(state, m_attribute, on, m_map.components().get()); });
    });
    connect(m_reset, &QToolButton::clicked, this, [this] {
        edit(tr("Reset %1"),
             [this](SessionState& state) { setAmount(state, m_attribute, 0, m_map.components().get()); });
    });
    connect(m_bake, &QToolButton::clicked, this,
            [this] { edit(tr("Bake %1"), [this](SessionState& state) { bakeAttribute(state, m_attribute); }); });
    connect(remove, &QToolButton::clicked, this, [this] {
        edit(tr("Remove %1"),
             [this](SessionState& state) { removeAttribute(state, m_attribute, m_map.components().get()); });
    });
    auto* head = new QHBoxLayout;
    head->setContentsMargins(6, 0, 4, 0);
    head->setSpacing(0);
    head->addWidget(m_name, 1);
    for (QToolButton* button : {m_bypass, m_solo, m_reset, m_bake, remove, makeMenuButton()}) {
        head->addWidget(button);
    }
    return head;
}

QHBoxLayout* AttributeRow::makeTrustLine()
{
    m_unfold = new QToolButton(this);
    m_unfold->setObjectName(QStringLiteral("unfold"));
    m_unfold->setAutoRaise(true);
    m_unfold->setCheckable(true);
    m_unfold->setArrowType(Qt::RightArrow);
    m_unfold->setFocusPolicy(Qt::TabFocus);
    m_unfold->setAccessibleName(tr("How far to trust it"));
    m_unfold->setToolTip(tr("Shows how it was tested, what rides along, and how it lies to the others"));
    const int side = fontMetrics().height();
    m_unfold->setFixedSize(side, side);
    connect(m_unfold, &QToolButton::toggled, this, [this](bool unfolded) {
        m_unfold->setArrowType(unfolded ? Qt::DownArrow : Qt::RightArrow);
        showTrust();
    });
    auto* line = new QHBoxLayout;
    line->setContentsMargins(6, 0, 8, 0);
    line->setSpacing(2);
    line->addWidget(m_unfold);
    line->addWidget(m_behind, 1);
    return line;
}

QToolButton* AttributeRow::makeButton(LineIcon icon, const char* name, const QString& text, const QString& tip)
{
    constexpr int side = 24;
    auto* button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setIcon(lineIcon(icon));
    button->setAutoRaise(true);
    button->setFixedSize(side, side);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QToolButton* AttributeRow::makeToggle(LineIcon icon, const char* name, const QString& text, const QString& tip)
{
    QToolButton* const button = makeButton(icon, name, text, tip);
    button->setCheckable(true);
    return button;
}

QToolButton* AttributeRow::makeMenuButton()
{
    QToolButton* const button = makeButton(LineIcon::More, "more", tr("More"),
                                           tr("Rename, colour, notes, order, save as a file or to the space"));
    auto* menu = new AttributeRowMenu(m_session, m_attribute, button);
    connect(menu, &AttributeRowMenu::renameWanted, m_name, &NameEdit::beginEditing);
    connect(menu, &AttributeRowMenu::saveToFileWanted, this, [this] { Q_EMIT saveToFileWanted(m_attribute); });
    connect(menu, &AttributeRowMenu::saveToSpaceWanted, this, [this] { Q_EMIT saveToSpaceWanted(m_attribute); });
    connect(menu, &AttributeRowMenu::placeWanted, this, &AttributeRow::moveTo);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    return button;
}

void AttributeRow::addMoving()
{
    for (const auto& [key, step] : {std::pair(Qt::Key_Up, -1), std::pair(Qt::Key_Down, 1)}) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::ALT | key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this,
                [this, step] { moveTo(m_attribute + static_cast<std::size_t>(step)); }); // above the first: far beyond
    }
}

void AttributeRow::moveTo(std::size_t place)
{
    if (exists() && place < m_session.state().attributes.size()) {
        if (m_name->hasFocus()) {
            setFocus(); // a name that is being typed is this one's, not of what comes here
        }
        edit(tr("Move %1"), [&](SessionState& state) { moveAttribute(state, m_attribute, place); });
        Q_EMIT movedTo(place);
    }
}

bool AttributeRow::isUnfolded() const
{
    return m_unfold->isChecked();
}

void AttributeRow::setUnfolded(bool unfolded)
{
    m_unfold->setChecked(unfolded);
}

void AttributeRow::showAmount()
{
    if (exists()) {
        m_slider->showAmount();
        m_bypass->setChecked(attribute().isBypassed);
        m_solo->setChecked(attribute().isSolo);
        m_reset->setEnabled(attribute().amount != 0);
        m_bake->setEnabled(m_session.state().effectiveAmount(m_attribute) != 0);
    }
}

/// "cos 0.31 to smile", a line for each other, the largest first.
QString AttributeRow::cosineWords() const
{
    QStringList lines;
    for (const AttributeCosine& cosine : cosinesToOthers(m_session.state(), m_attribute)) {
        lines << tr("cos %1 to %2")
                     .arg(coordinateText(cosine.cosine, 2),
                          QString::fromStdString(m_session.state().attributes[cosine.other].name));
    }
    return lines.join(QLatin1Char('\n'));
}

void AttributeRow::showTrust()
{
    constexpr qsizetype mostCosines = 12;
    const QString cosines = cosineWords();
    QString line = trustLine(attribute());
    if (!cosines.isEmpty()) {
        line += tr(" · ") + cosines.section(QLatin1Char('\n'), 0, 0);
    }
    m_behind->setText(line);
    QStringList tip{line};
    for (const auto& [title, text] : trustDetails(attribute())) {
        tip << tr("%1: %2").arg(title, text);
    }
    if (!cosines.isEmpty()) {
        tip << tr("Cosines: near 0, the two can be moved apart from each other; near 1 or −1, moving one moves both.");
        tip << cosines.section(QLatin1Char('\n'), 0, mostCosines - 1);
    }
    m_behind->setToolTip(tip.join(QLatin1Char('\n')));
    if (isUnfolded() && !m_details) {
        m_details = new TrustDetails(this);
        layout()->addWidget(m_details);
    }
    if (m_details) {
        m_details->setVisible(isUnfolded());
        m_details->showAttribute(attribute(), cosines.section(QLatin1Char('\n'), 0, mostCosines - 1));
    }
}

void AttributeRow::showAttribute()
{
    if (!exists()) {
        return;
    }
    const QString name = QString::fromStdString(attribute().name);
    m_name->setName(name);
    setAccessibleName(name);
    showTrust();
    showAmount();
    showColour();
}

void AttributeRow::showColour()
{
    const QColor colour(QString::fromStdString(attribute().colour)); // empty: none
    QPalette palette;
    palette.setColor(QPalette::Window, colour);
    m_strip->setPalette(palette);
    m_strip->setVisible(colour.isValid());
    m_strip->raise();
}

void AttributeRow::resizeEvent(QResizeEvent* event)
{
    constexpr int width = 3;
    constexpr int below = 10; // the space between rows
    QWidget::resizeEvent(event);
    m_strip->setGeometry(1, 2, width, height() - below);
}
