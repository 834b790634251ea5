// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Settings.h"

#include <QSize>

class QDockWidget;
class QMainWindow;
class QSplitter;

// Size, place and docks of the window, kept over runs but not undone: a small file in the state folder. What cannot be
// read or written is left out: it is worth no message.

/// The sizes that the docks have at first: a map that is roughly square, and as much as they need for the others, so
/// that the picture gets the rest.
void layOutDocks(QMainWindow& window);
/// What a dock takes of a window of `size` at first: the width of those beside the picture, else the height.
[[nodiscard]] int usualExtent(const QDockWidget& dock, QSize size);
[[nodiscard]] bool isBeside(const QMainWindow& window, QDockWidget* dock);

/// False: there was none, and nothing changed.
bool restoreLayout(QMainWindow& window, const UserFolders& folders);
void keepLayout(const QMainWindow& window, const UserFolders& folders);
/// The same for how a panel is divided, under the splitter's name.
bool restoreSplitter(QSplitter& splitter, const UserFolders& folders);
void keepSplitter(const QSplitter& splitter, const UserFolders& folders);
