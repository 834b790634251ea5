// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/SheetSize.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

class QByteArray;

/// Throws UserError when `out` is no .npy file's name and something else than a folder bears it, or when it cannot be
/// written: to be called before the work whose result goes there.
void requirePictureTarget(const std::filesystem::path& out);
/// Writes pictures to a .npy file or, under any other name, one PNG each into a folder (000000.png, …). All or nothing:
/// a folder appears when all are written; into one that exists they move when all are written. Throws UserError.
void writePicturesTo(const std::filesystem::path& out, const PictureBatch& pictures);
/// The same with one sheet, `columns` pictures a row, where `out` ends in .png.
void requireSheetTarget(const std::filesystem::path& out);
void writeSheetTo(const std::filesystem::path& out, const PictureBatch& pictures, int columns);
/// A PNG file of `columns` pictures a row.
[[nodiscard]] QByteArray pngSheet(const PictureBatch& pictures, int columns);

/// Values that were NaN or infinite, and the pictures they lie in.
struct NonFinite
{
    std::size_t values = 0;
    std::size_t pictures = 0;
};
[[nodiscard]] NonFinite nonFiniteIn(const PictureBatch& pictures);
/// One warning on standard error when there are any.
void warnOf(const NonFinite& nonFinite, const std::filesystem::path& decoder);
/// {"channels", "height", "width"}
[[nodiscard]] nlohmann::json shapeJson(PictureShape shape);
/// What is told of pictures that were decoded and written: "picture", "nan_values", "nan_pictures", "out". Warns of
/// values that are none.
[[nodiscard]] nlohmann::json toldOf(const PictureBatch& pictures, const std::filesystem::path& decoder,
                                    const std::string& out);
