// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

/// A button that opens a list of things to tick, and says which are: "Keep fixed: smile, beard".
class TickButton : public QPushButton
{
    Q_OBJECT

public:
    /// What can be ticked. `section` stands above the first of its things.
    struct Choice
    {
        QString section;
        QString key; ///< told apart by
        QString text;
        bool operator==(const Choice&) const = default;
    };

    /// `title` of "Keep fixed", `nothing` is said while none is ticked.
    TickButton(const QString& title, const QString& nothing, QWidget* parent = nullptr);

    void setChoices(const std::vector<Choice>& choices);                 ///< ticks of things that stay are kept
    void setTicked(const QStringList& keys);                             ///< those among the choices
    void setMost(int most);                                              ///< so many can be ticked at once
    [[nodiscard]] const QStringList& ticked() const { return m_ticked; } ///< keys, in the order of the choices
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void tickedChanged();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void takeTicks();
    void showTicks();

    QString m_title;
    QString m_nothing;
    int m_most = 4096;
    std::vector<Choice> m_choices;
    QStringList m_ticked;
};
