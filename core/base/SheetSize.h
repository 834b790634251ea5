// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <string>

/// Throws UserError, with `remedy`, when a sheet of so many tiles would be larger than a PNG is good for: a side of
/// more than 32767 pixels, or more than 2^28 in all.
void requireSheetFits(std::size_t columns, std::size_t rows, PictureShape tile, const std::string& remedy);
