// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>

class QTableWidget;

// Tables of samples as small pictures.

inline constexpr int groupPictureHeight = 44;
inline constexpr int groupPictureWidth = 120;

/// As large as a cell has room for; null stays null.
[[nodiscard]] QPixmap groupPicture(const QImage& image, double pixelRatio);
/// Rows of that height, cells that are activated and not edited.
void makePictureTable(QTableWidget& table);
