// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineClient.h"
#include "space/Space.h"

/// The mean of the space's own pictures of `samples` (at least one), pixel by pixel, in the shape `wanted`: averaged as
/// they are (in a folder, those of another size than the first of `samples` are stretched to it), then brought to that
/// shape. The engine reads what is not an array of that shape; it needs no model. Throws UserError that names the file,
/// EngineError.
[[nodiscard]] Picture sampleMeanPicture(const Space& space, std::span<const std::uint32_t> samples,
                                        EngineClient& engine, PictureShape wanted, const JobControl& control = {});
