// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

enum class LineIcon { Reset, Bake, Remove, More, Bypass, Solo };

/// A small icon of one-weight strokes in the palette's text colour, drawn anew at every size and scale.
[[nodiscard]] QIcon lineIcon(LineIcon icon);
