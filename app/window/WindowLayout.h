// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Settings.h"

#include <QSize>

class QMainWindow;

// Size, place and docks of the window, kept over runs but not undone: a small file in the state folder. What cannot be
// read or written is left out: it is worth no message.

/// The sizes that the docks have at first: a map that is roughly square, and as much as they need for the others, so
/// that the picture gets the rest.
void layOutDocks(QMainWindow& window);
/// After the window had the size `before`: docks as they were at first stay so; else all grow and shrink together,
/// where a main window by itself takes everything from the picture.
void followSize(QMainWindow& window, QSize before);

/// False: there was none, and nothing changed.
bool restoreLayout(QMainWindow& window, const UserFolders& folders);
void keepLayout(const QMainWindow& window, const UserFolders& folders);
