// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/AxesLayout.h"

#include <QWidget>

#include <array>
#include <vector>

class QComboBox;

/// What the map of one's own axes is read along: everything that can be, in two lists.
class AxesBar : public QWidget
{
    Q_OBJECT

public:
    AxesBar(Session& session, const DatasetMap& map, QWidget* parent = nullptr);

Q_SIGNALS:
    void fileAsked(); ///< whose columns are to be the axes

private:
    QComboBox* addChoice(std::size_t which, const QString& name, const QString& caption, const QString& tip);
    void refresh();
    void choose(std::size_t which, int index);
    void swap();
    [[nodiscard]] std::vector<MapAxis> choices() const;

    Session& m_session;
    const DatasetMap& m_map;
    std::vector<MapAxis> m_choices; ///< as they are listed
    std::vector<QString> m_titles;
    std::array<QComboBox*, 2> m_axes{};
};
