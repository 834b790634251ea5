// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/Space.h"

/// Throws UserError that says how, where no samples can be added to `space`: a bare decoder, a folder that may not be
/// written to, samples without latents.
void requireRoomForSamples(const Space& space);

/// Adds pictures (of the decoder's shape) and their latents, one each, behind the samples of the space's folder; their
/// labels are empty. Everything is written beside what is there (samples-N… with the new count N) and becomes valid
/// with space.json, in one step: until then, and when it fails, the space is as it was. The files of the state before
/// stay for undo; those of earlier states go. Returns the space as it then is. Throws UserError.
[[nodiscard]] std::shared_ptr<const Space> appendSamples(const Space& space, const PictureBatch& pictures,
                                                         const LatentTable& latents);
