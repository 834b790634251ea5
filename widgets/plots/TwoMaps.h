// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSplitter>

#include <functional>

/// A map, and on request another one at its side, or below it where that leaves both more room. Gives the first one all
/// of the place when the other is closed.
class TwoMaps : public QSplitter
{
    Q_OBJECT

public:
    explicit TwoMaps(QWidget* first, QWidget* parent = nullptr);

    /// `make` is called when the second map is shown for the first time.
    void setSecond(std::function<QWidget*()> make) { m_make = std::move(make); }
    void showSecond(bool isShown);

    [[nodiscard]] QWidget* second() const { return m_second; } ///< null before it was shown

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void chain();

    std::function<QWidget*()> m_make;
    QWidget* m_second = nullptr;
};
