// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineClient.h"

/// Reads a .npy array, or one picture file or those of a folder in byte order of name through the engine, brought to
/// `shape` (0 x 0 x 0: as the first one is). Files of a folder that are not named like pictures are left out, which is
/// said. Throws UserError naming the file when a picture cannot be read, when an array has another shape, or when there
/// is none.
[[nodiscard]] PictureBatch readPicturesFrom(const std::filesystem::path& source, PictureShape shape,
                                            EngineClient& client);
