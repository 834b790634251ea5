// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class MapView;

/// Writes what the map shows, and where another seed stands beside it both, with its axes, marks and legend, as it is
/// on the screen: `.svg` with vectors, in which the points alone are a picture, else `.png` with `pixelRatio` pixels
/// for each of the screen's units. Throws UserError naming the file.
void writeMapPicture(const MapView& map, const QString& file, double pixelRatio = 2);
