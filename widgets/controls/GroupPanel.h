// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/GroupOverview.h"
#include "derived/SamplePictures.h"

#include <QWidget>

class ElidedLabel;
class QStackedWidget;
class QTableWidget;

/// The groups that are seen (the selection, the values of the label at hand) as a table: how many, the middle of each
/// as a picture, the sample nearest to it and the one farthest away. Enter or a double-click goes there.
class GroupPanel : public QWidget
{
    Q_OBJECT

public:
    GroupPanel(Session& session, GroupOverview& groups, const SamplePictures& pictures, QWidget* parent = nullptr);

    [[nodiscard]] QTableWidget& table() const { return *m_table; }
    enum Column { Name, Count, Centre, Nearest, Farthest, Columns };

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void refresh();
    void fill(int row, const GroupOverview::Group& group);
    void showPictures();
    void act(int row, int column);

    Session& m_session;
    GroupOverview& m_groups;
    const SamplePictures& m_pictures;
    QStackedWidget* m_stack;
    ElidedLabel* m_message;
    QTableWidget* m_table;
};
