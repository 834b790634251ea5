// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

/// One line of text that ends in "…" (or is shortened elsewhere) where there is no room, and shows itself whole in its
/// tooltip then.
class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);

    void setText(const QString& text);
    void setElideMode(Qt::TextElideMode mode) { m_mode = mode; }
    void setQuiet(bool quiet); ///< grey, as it is at first
    [[nodiscard]] const QString& text() const { return m_text; }
    [[nodiscard]] virtual QString shownText() const { return m_text; } ///< before it is shortened
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Qt::TextElideMode m_mode = Qt::ElideRight;
    bool m_isQuiet = true;
};
