// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/MessageBar.h"

#include "window/Icons.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_close(new QToolButton(this))
    , m_choices(new QHBoxLayout)
{
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleName(tr("Message"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Button);
    m_text->setObjectName(QStringLiteral("messageText"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_close->setObjectName(QStringLiteral("closeMessage"));
    m_close->setAccessibleName(tr("Close the message"));
    m_close->setToolTip(tr("Close the message"));
    m_close->setAutoRaise(true);
    m_close->setFocusPolicy(Qt::TabFocus);
    connect(m_close, &QToolButton::clicked, this, [this] { withdraw(m_messages.back().key); });
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addLayout(m_choices);
    layout->addWidget(m_close);
    hide();
}

void MessageBar::say(Message message)
{
    std::erase_if(m_messages, [&](const Message& old) { return old.key == message.key; });
    m_messages.push_back(std::move(message));
    showTop();
}

void MessageBar::withdraw(const QString& key)
{
    if (std::erase_if(m_messages, [key](const Message& old) { return old.key == key; }) > 0) {
        showTop();
    }
}

QString MessageBar::text() const
{
    return m_messages.empty() ? QString() : m_messages.back().text;
}

void MessageBar::showTop()
{
    while (QLayoutItem* item = m_choices->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the button that was just clicked
        delete item;
    }
    if (m_messages.empty()) {
        hide();
        return;
    }
    const Message& top = m_messages.back();
    m_text->setText(top.text);
    m_text->setAccessibleName(top.text);
    const QString icon = top.tone == Tone::Problem ? QStringLiteral("warning") : QStringLiteral("about");
    m_icon->setPixmap(themedIcon(icon, palette()).pixmap({16, 16}, devicePixelRatioF()));
    m_close->setIcon(themedIcon(QStringLiteral("close"), palette()));
    for (const Choice& choice : top.choices) {
        auto* button = new QPushButton(choice.text, this);
        button->setObjectName(QStringLiteral("choice%1").arg(m_choices->count()));
        button->setToolTip(choice.text);
        button->setAccessibleName(choice.text);
        connect(button, &QPushButton::clicked, this, [this, key = top.key, run = choice.run] {
            withdraw(key);
            run();
        });
        m_choices->addWidget(button);
    }
    takePlace();
    show();
    QAccessibleEvent alert(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MessageBar::lieOver(QWidget& place)
{
    if (QWidget* before = parentWidget()) {
        before->removeEventFilter(this);
    }
    setParent(&place);
    place.installEventFilter(this);
    if (!m_messages.empty()) {
        takePlace();
        show();
    }
}

void MessageBar::takePlace()
{
    if (const QWidget* place = parentWidget()) {
        ensurePolished();
        layout()->activate();
        setGeometry(0, 0, place->width(), layout()->totalHeightForWidth(place->width()));
        raise();
    }
}

bool MessageBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && watched == parentWidget() && !m_messages.empty()) {
        takePlace();
    }
    return QWidget::eventFilter(watched, event);
}

void MessageBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_messages.empty()) {
        showTop();
    }
}
