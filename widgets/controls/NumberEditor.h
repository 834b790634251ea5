// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

/// A line edit that stands over a number while it is typed: Enter takes it, Tab takes it and goes on, Esc leaves it.
class NumberEditor : public QLineEdit
{
    Q_OBJECT

public:
    explicit NumberEditor(QWidget* parent);

    /// Shows the editor over `place` with `text`, all of it selected unless `typed`: a first key that belongs to it.
    void begin(const QRect& place, const QString& text, bool typed);

Q_SIGNALS:
    void committed(float value);
    void left();                ///< closed, with or without a number
    void goOn(int rowsFurther); ///< Tab 1, Shift+Tab -1, after `committed`

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override; ///< a number is one word, point and sign included

private:
    bool commit(); ///< false, and says why, when the text is no number
    void leaveByKey();

    bool m_isLeaving = false;
};
