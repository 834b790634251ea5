// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/MapColours.h"

#include <QListWidget>

class LegendDelegate;

/// The values that the points are coloured by; a click hides or shows one, a double click leaves only that one.
/// On the keyboard these are Space and Enter. One below the other, or in several columns where it lies below the map.
class LegendView : public QListWidget
{
    Q_OBJECT

public:
    explicit LegendView(QWidget* parent = nullptr);

    void setEntries(const std::vector<LegendEntry>& entries);
    [[nodiscard]] const std::vector<LegendEntry>& entries() const { return m_entries; }
    void setColumns(bool several);

    [[nodiscard]] int widthOfColumn() const; ///< that the longest text with its count takes
    [[nodiscard]] int heightOfRows(int rows) const;
    [[nodiscard]] int heightOfLegend(int width) const; ///< in as many columns as fit into `width`
    [[nodiscard]] QSize minimumSizeHint() const override { return {48, 18}; }

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
    void resizeEvent(QResizeEvent* event) override;

private:
    void showEntries();
    [[nodiscard]] int columnsIn(int width) const;
    [[nodiscard]] QString valueAt(int row) const;

    std::vector<LegendEntry> m_entries;
    LegendDelegate* m_delegate;
    bool m_isDoubleClick = false;
};
