// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QPalette>

/// An icon of our family (resources/icons), drawn in the palette's text colour. Empty for an empty name.
[[nodiscard]] QIcon themedIcon(const QString& name, const QPalette& palette);
/// The program's own icon.
[[nodiscard]] QIcon applicationIcon();
