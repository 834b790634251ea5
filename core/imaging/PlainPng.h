// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"

#include <cstddef>
#include <optional>
#include <span>

/// The pixels of a PNG as nearly all are: 8 bits a channel, grey or RGB, not interlaced, nothing transparent, no
/// rotation noted, whole and undamaged. None for every other file, of which a general reader then says what it is.
/// More than twice as fast as one for small pictures. ISO/IEC 15948:2004, clauses 5, 9 and 10.
[[nodiscard]] std::optional<Picture> readPlainPng(std::span<const std::byte> file);
