// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QToolButton;

/// What the user should know, with buttons for what they can do about it. Never a dialog, and it lies over its place
/// without pushing anything aside: what the hand was about to press stays where it is.
class MessageBar : public QWidget
{
    Q_OBJECT

public:
    enum class Tone { Information, Problem };
    struct Choice
    {
        QString text;
        std::function<void()> run;
    };
    struct Message
    {
        QString key; ///< a newer message with the same key takes the place of the older one
        QString text;
        Tone tone = Tone::Problem;
        std::vector<Choice> choices;
    };

    explicit MessageBar(QWidget* parent = nullptr);

    /// Lies over the top of `place` from now on, as wide as that.
    void lieOver(QWidget& place);
    void say(Message message);
    void withdraw(const QString& key);
    [[nodiscard]] QString text() const; ///< of the message on top; empty when there is none

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void showTop();
    void takePlace();

    std::vector<Message> m_messages; ///< the newest, the one shown, last
    QLabel* m_icon;
    QLabel* m_text;
    QToolButton* m_close;
    QHBoxLayout* m_choices;
};
