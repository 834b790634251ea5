// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"

#include <QWidget>

class QComboBox;

/// Which of the maps that the space keeps is shown, and buttons to rename and remove that one.
class KeptMapBar : public QWidget
{
    Q_OBJECT

public:
    explicit KeptMapBar(Session& session, QWidget* parent = nullptr);

Q_SIGNALS:
    void renameAsked(); ///< of the map that is chosen
    void removalAsked();

private:
    void showMaps();
    void choose(int index);

    Session& m_session;
    QComboBox* m_maps;
    QWidget* m_rename;
    QWidget* m_remove;
};
