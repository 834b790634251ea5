// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/MapColours.h"

#include <QListWidget>

/// The values that the points are coloured by; a click hides or shows one, a double click leaves only that one.
/// On the keyboard these are Space and Enter.
class LegendView : public QListWidget
{
    Q_OBJECT

public:
    explicit LegendView(QWidget* parent = nullptr);

    void setEntries(const std::vector<LegendEntry>& entries);
    [[nodiscard]] const std::vector<LegendEntry>& entries() const { return m_entries; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {48, 48}; }

Q_SIGNALS:
    void toggled(const QString& value);
    /// `afterClick`: `toggled` came before it, for the first click of the two.
    void isolated(const QString& value, bool afterClick);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void showEntries();
    [[nodiscard]] QString valueAt(int row) const;

    std::vector<LegendEntry> m_entries;
    bool m_isDoubleClick = false;
};
