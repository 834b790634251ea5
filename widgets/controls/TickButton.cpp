// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/TickButton.h"

#include <QKeyEvent>
#include <QMenu>
#include <QStyleOptionButton>
#include <QStylePainter>

namespace {

/// Stays open while things are ticked with the mouse or Space; Enter and Escape close it.
class TickMenu : public QMenu
{
public:
    using QMenu::QMenu;

protected:
    void mouseReleaseEvent(QMouseEvent* event) override
    {
        if (!tick(actionAt(event->position().toPoint()))) {
            QMenu::mouseReleaseEvent(event);
        }
    }
    void keyPressEvent(QKeyEvent* event) override
    {
        if (event->key() != Qt::Key_Space || !tick(activeAction())) {
            QMenu::keyPressEvent(event);
        }
    }

private:
    static bool tick(QAction* action)
    {
        if (action == nullptr || !action->isCheckable()) {
            return false;
        }
        action->trigger(); // does nothing where it is disabled
        return true;
    }
};

} // namespace

TickButton::TickButton(const QString& title, const QString& nothing, QWidget* parent)
    : QPushButton(parent)
    , m_title(title)
    , m_nothing(nothing)
{
    setAccessibleName(title);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* menu = new TickMenu(this);
    menu->setObjectName(QStringLiteral("ticks"));
    menu->setToolTipsVisible(true);
    setMenu(menu);
    showTicks();
}

void TickButton::setChoices(const std::vector<Choice>& choices)
{
    if (choices == m_choices) {
        return;
    }
    m_choices = choices;
    menu()->clear();
    QString section;
    for (const Choice& choice : choices) {
        if (choice.section != section) {
            section = choice.section;
            menu()->addSection(section);
        }
        QString text = choice.text;
        QAction* const action = menu()->addAction(text.replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setCheckable(true);
        action->setData(choice.key);
        action->setChecked(m_ticked.contains(choice.key));
        connect(action, &QAction::triggered, this, &TickButton::takeTicks);
    }
    setEnabled(!choices.empty());
    takeTicks();
}

void TickButton::setTicked(const QStringList& keys)
{
    for (QAction* action : menu()->actions()) {
        if (action->isCheckable()) {
            action->setChecked(keys.contains(action->data().toString()));
        }
    }
    takeTicks();
}

void TickButton::setMost(int most)
{
    m_most = most;
    takeTicks();
}

void TickButton::takeTicks()
{
    QStringList ticked;
    for (const QAction* action : menu()->actions()) {
        if (action->isChecked()) {
            ticked << action->data().toString();
        }
    }
    for (QAction* action : menu()->actions()) {
        const bool isFull = ticked.size() >= m_most && !action->isChecked();
        action->setEnabled(!isFull);
        action->setToolTip(isFull && action->isCheckable() ? tr("%n at most", nullptr, m_most) : QString());
    }
    const bool isOther = ticked != m_ticked;
    m_ticked = std::move(ticked);
    showTicks();
    if (isOther) {
        Q_EMIT tickedChanged();
    }
}

void TickButton::showTicks()
{
    QStringList names;
    for (const Choice& choice : m_choices) {
        if (m_ticked.contains(choice.key)) {
            names << choice.text;
        }
    }
    const QString said = names.isEmpty() ? m_nothing : names.join(QStringLiteral(", "));
    setText(tr("%1: %2").arg(m_title, said));
    setAccessibleDescription(said);
}

QSize TickButton::minimumSizeHint() const
{
    constexpr int room = 40; // for the arrow and the frame
    return {fontMetrics().horizontalAdvance(tr("%1: %2").arg(m_title, QStringLiteral("…"))) + room,
            QPushButton::minimumSizeHint().height()};
}

void TickButton::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    constexpr int padding = 4;
    const int arrow = style()->pixelMetric(QStyle::PM_MenuButtonIndicator, &option, this);
    const QRect room = style()->subElementRect(QStyle::SE_PushButtonContents, &option, this);
    option.text = fontMetrics().elidedText(text(), Qt::ElideRight, room.width() - arrow - 2 * padding);
    painter.drawControl(QStyle::CE_PushButton, option);
}
