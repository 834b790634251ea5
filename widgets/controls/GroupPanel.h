// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/GroupOverview.h"
#include "derived/SamplePictures.h"

#include <QWidget>

class ElidedLabel;
class QSplitter;
class QStackedWidget;
class QTableWidget;
class SelectionCard;
class SelectionProfile;

/// The groups that are seen (the selection, the values of the label at hand) as a table: how many, how well apart, the
/// middle of each as a picture, the sample nearest to it and the one farthest away. Enter or a double-click goes there.
/// Above it how far the groups are those of another label.
/// Below it what else there is to say of the selection.
class GroupPanel : public QWidget
{
    Q_OBJECT

public:
    GroupPanel(Session& session, GroupOverview& groups, const SelectionProfile& profile, const SamplePictures& pictures,
               QWidget* parent = nullptr);

    [[nodiscard]] QTableWidget& table() const { return *m_table; }
    /// Which share of the height the table has, beside what is said of the selection.
    [[nodiscard]] QSplitter& halves() const { return *m_halves; }
    [[nodiscard]] int comfortableHeight() const; ///< with which five groups are seen, and some of the selection
    enum Column { Name, Count, Silhouette, Centre, Nearest, Farthest, Columns };
    /// The rows by that column (Name: as the label has its values), the selection always first.
    void sortBy(Column column, Qt::SortOrder order);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeHeader();
    void makeSortActions();
    void refresh();
    void sort();
    [[nodiscard]] const GroupOverview::Group& groupAt(int row) const;
    void fill(int row, const GroupOverview::Group& group);
    void showAgreement();
    [[nodiscard]] QString silhouetteTip(const GroupOverview::Group& group) const;
    void showPictures();
    void act(int row, int column);

    Session& m_session;
    GroupOverview& m_groups;
    const SamplePictures& m_pictures;
    QStackedWidget* m_stack;
    ElidedLabel* m_message;
    QTableWidget* m_table;
    ElidedLabel* m_agreement; ///< with other labels
    SelectionCard* m_card;
    QSplitter* m_halves;
    std::vector<std::size_t> m_order; ///< which group stands in each row
};
