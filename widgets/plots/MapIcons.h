// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QPalette>

enum class MapIcon { Rectangle, Lasso, Polygon, Brush, Pan, ShowAll, Label, Density, Pictures, Names, Ground };

/// A 16-pixel icon in the colours that the theme has for text on buttons, enabled and not.
[[nodiscard]] QIcon mapIcon(MapIcon icon, const QPalette& palette);
