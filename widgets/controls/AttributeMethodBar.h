// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"
#include "space/AttributeExamples.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class TickButton;

/// How the next vector is made: by which method, what is balanced, what is kept fixed. Kept in the session's view.
class AttributeMethodBar : public QWidget
{
    Q_OBJECT

public:
    explicit AttributeMethodBar(Session& session, QWidget* parent = nullptr);

    void setWide(bool wide); ///< in one line, or one below the other
    [[nodiscard]] AttributeMethod method() const;
    /// Puts method, balance and what is kept fixed into the question.
    void complete(AttributeQuestion& question) const;
    /// What is still to be chosen, a sentence; empty: nothing.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void changed();

private:
    void showChoices();
    void showView();
    void showMethod();
    void keepMethod();
    void keepTicks();
    void followRenames();

    Session& m_session;
    QGridLayout* m_layout;
    QComboBox* m_method;
    TickButton* m_balance;
    TickButton* m_fixed;
    std::vector<AttributeSlider> m_known; ///< as they were called when they were seen last
};
