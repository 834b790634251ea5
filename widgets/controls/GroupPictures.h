// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>

struct SessionState;
class QTableWidget;

// Tables of samples as small pictures.

inline constexpr int groupPictureHeight = 44;
inline constexpr int groupPictureWidth = 120;

/// Of the decoder, as far as it is known; else empty.
[[nodiscard]] QSize pictureShapeOf(const SessionState& state);
/// As large as a cell has room for; null stays null.
[[nodiscard]] QPixmap groupPicture(const QImage& image, double pixelRatio);
/// Rows of that height, cells that are activated and not edited.
void makePictureTable(QTableWidget& table);
/// Rows as high as such pictures (empty: unknown) are in a cell, and a line of text needs.
void setPictureShape(QTableWidget& table, QSize picture);
/// Its head, so many rows, and the scroll bar that long names bring.
[[nodiscard]] int heightOfRows(const QTableWidget& table, int rows);
