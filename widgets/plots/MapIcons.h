// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

enum class MapIcon { Rectangle, Lasso, Pan, ShowAll };

/// A 16-pixel icon in the colour of the theme's text.
[[nodiscard]] QIcon mapIcon(MapIcon icon, const QColor& colour);
