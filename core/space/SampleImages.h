// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/SpaceManifest.h"

/// Checks, without decoding, that `images` (images.png, images.npy or images/) can hold the samples' pictures: its
/// kind, and for a sheet or an array also its size. `tile` is the decoder's picture, or 0 x 0 x 0 where it is unknown.
/// Throws UserError.
void requireSampleImages(const std::filesystem::path& images, const ManifestSamples& samples, PictureShape tile);
/// In `requireSampleImages`' place where a space can be used all the same: why pictures will be missing (a sheet that
/// is cut short, a folder with too few files), in one sentence that names the file; empty when all is well.
[[nodiscard]] std::string missingSampleImages(const std::filesystem::path& images, const ManifestSamples& samples);
