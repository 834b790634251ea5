// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Settings.h"

class QMainWindow;

// Size, place and docks of the window, kept over runs but not undone: a small file in the state folder. What cannot be
// read or written is left out: it is worth no message.

/// False: there was none, and nothing changed.
bool restoreLayout(QMainWindow& window, const UserFolders& folders);
void keepLayout(const QMainWindow& window, const UserFolders& folders);
