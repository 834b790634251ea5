// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/DecodeGround.h"

#include "base/SheetSize.h"
#include "latent/ModelInput.h"

#include <cmath>

namespace {

void copyTile(const PictureBatch& pictures, std::size_t index, DecodedSheet& into, std::size_t column, std::size_t row)
{
    const auto width = static_cast<std::size_t>(into.tile.width);
    const auto height = static_cast<std::size_t>(into.tile.height);
    const auto channels = static_cast<std::size_t>(into.tile.channels);
    const std::uint8_t* from = pictures.pixels.data() + index * into.tile.bytes();
    for (std::size_t y = 0; y < height; ++y) {
        std::uint8_t* to = into.rgba.data() + ((row * height + y) * into.width + column * width) * 4;
        for (std::size_t x = 0; x < width; ++x, from += channels, to += 4) {
            to[0] = from[0];
            to[1] = from[channels > 1 ? 1 : 0];
            to[2] = from[channels > 1 ? 2 : 0];
            to[3] = 255;
        }
    }
}

void countNonFinite(const PictureBatch& pictures, DecodedSheet& into)
{
    for (const double share : pictures.nonFiniteShares) {
        if (share > 0) {
            ++into.nonFinitePictures;
            into.nonFiniteValues +=
                static_cast<std::size_t>(std::llround(share * static_cast<double>(pictures.shape.bytes())));
        }
    }
}

} // namespace

DecodedSheet decodeSheet(EngineClient& client, const GroundSheet& sheet, LatentView tail, PictureShape picture,
                         PictureShape tile, const std::string& remedy, const JobControl& control)
{
    requireSheetFits(sheet.x.size(), sheet.y.size(), tile, remedy);
    DecodedSheet decoded{.tile = tile,
                         .width = sheet.x.size() * static_cast<std::size_t>(tile.width),
                         .height = sheet.y.size() * static_cast<std::size_t>(tile.height),
                         .rgba = {}};
    decoded.rgba.resize(decoded.width * decoded.height * 4);
    const JobControl part{.stop = control.stop};
    for (std::size_t row = 0; row < sheet.y.size(); ++row) {
        const LatentTable points = sheet.pointsOf(row);
        if (!points.isEmpty()) {
            const LatentTable rows = rowsWithTail(points, tail);
            const PictureBatch pictures = tile == picture
                                              ? client.decodeTable(rows, part)
                                              : client.decodeThumbnails(rows, tile.height, tile.width, part);
            std::size_t next = 0;
            for (std::size_t column = 0; column < sheet.x.size(); ++column) {
                if (sheet.isWanted(row, column)) {
                    copyTile(pictures, next++, decoded, column, row);
                }
            }
            countNonFinite(pictures, decoded);
        }
        control.report(static_cast<double>(row + 1) / static_cast<double>(sheet.y.size()));
    }
    return decoded;
}
