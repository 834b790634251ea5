// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Settings.h"

#include <QPalette>

/// Fusion with neutral greys, so that the pictures carry the colour. QPalette::Highlight is the one accent: it says
/// "where you are" and is used for nothing else, so menus, lists and progress bars highlight in grey.
void applyTheme(Theme theme);

/// The palettes by themselves, for tests of contrast.
[[nodiscard]] QPalette darkPalette();
[[nodiscard]] QPalette lightPalette();
/// True when the desktop's own palette is dark. Asked once, before any palette of ours is set.
[[nodiscard]] bool systemIsDark();
