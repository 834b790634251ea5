// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "create/GroundSheet.h"
#include "engine/EngineClient.h"

/// A decoded sheet as one picture.
struct DecodedSheet
{
    PictureShape tile;
    std::size_t width = 0; ///< of the whole, in pixels
    std::size_t height = 0;
    std::vector<std::uint8_t> rgba;    ///< height x width x 4; transparent where the sheet is bare
    std::size_t nonFiniteValues = 0;   ///< NaN and infinite ones, drawn as what the decoder's range makes of 0
    std::size_t nonFinitePictures = 0; ///< that they lie in
};

/// Decodes the pictures that the sheet wants, row by row, with the model that is loaded in `client`; `tail` stands
/// behind each point. `tile` is at most as large as the decoder's pictures; smaller ones are decoded in the batches
/// that are fastest. A stopped run ends with EngineError (Aborted). Throws what decoding throws, and UserError when the
/// sheet does not fit (requireSheetFits).
[[nodiscard]] DecodedSheet decodeSheet(EngineClient& client, const GroundSheet& sheet, LatentView tail,
                                       PictureShape picture, PictureShape tile, const std::string& remedy,
                                       const JobControl& control = {});
