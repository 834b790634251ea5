// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QString>

#include <functional>
#include <vector>

class QAction;
class QMenu;

/// One line of a menu. Every action of the window stands in a menu, so all can be reached by keyboard.
struct ActionEntry
{
    const char* name = nullptr; ///< objectName; null: a separator
    QString text;
    QString tip;
    QKeySequence keys;
    QKeySequence otherKeys; ///< for hands that learned elsewhere
    const char* icon = "";
    std::function<void()> run;
    std::function<void(QMenu&)> fill; ///< instead of `run`: a submenu, filled whenever it opens
    QAction* action = nullptr;        ///< instead of `run`: one that exists; text and keys are its own unless given
};

struct MenuEntry
{
    const char* name;
    QString title;
    std::vector<ActionEntry> entries;
};
