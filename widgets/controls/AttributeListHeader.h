// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DatasetMap.h"

#include <QWidget>

#include <functional>

/// What can be done with all attributes at once, above their list.
class AttributeListHeader : public QWidget
{
    Q_OBJECT

public:
    AttributeListHeader(Session& session, const DatasetMap& map, QWidget* parent = nullptr);

    void showState();
    [[nodiscard]] QAction* bakeAllAction() const { return m_bakeAll; }

Q_SIGNALS:
    void loadWanted();
    void saveAllWanted();

private:
    QAction* add(const char* name, const QString& text, const QString& tip, const std::function<void()>& run);
    void addButton(QAction* action);
    void addMore();
    void showCosines();

    Session& m_session;
    const DatasetMap& m_map;
    QAction* m_load;
    QAction* m_resetAll;
    QAction* m_bakeAll;
    QAction* m_keepMix;
    QAction* m_cosines;
    QAction* m_saveAll;
};
