// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/PictureOutput.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "base/WorkFolder.h"
#include "cli/Verbs.h"
#include "space/NpyFile.h"

#include <QBuffer>
#include <QImage>

#include <cmath>

namespace {

using Path = std::filesystem::path;

std::string fileNameOf(std::size_t index)
{
    const std::string number = std::to_string(index);
    return std::string(number.size() < 6 ? 6 - number.size() : 0, '0') + number + ".png";
}

void writeBytes(const Path& file, const QByteArray& bytes)
{
    writeFileAtomically(file, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

PictureBatch pictureAt(const PictureBatch& batch, std::size_t index)
{
    const std::uint8_t* const first = batch.pixels.data() + index * batch.shape.bytes();
    return {.count = 1, .shape = batch.shape, .pixels = {first, first + batch.shape.bytes()}};
}

/// Frames of an earlier call that was longer stay beside the new ones: that is to be known.
void warnOfOlderPictures(const Path& folder, std::size_t count)
{
    std::size_t older = 0;
    std::error_code ignored;
    while (std::filesystem::exists(folder / fileNameOf(count + older), ignored)) {
        ++older;
    }
    if (older > 0) {
        say(folder.string() + ": warning: " + counted(older, "picture") + " from " + fileNameOf(count) +
            " on were there before and belong to an earlier call.");
    }
}

void writeFolder(const Path& out, const PictureBatch& pictures)
{
    requirePictureTarget(out);
    WorkFolder folder(out);
    for (std::size_t i = 0; i < pictures.count; ++i) {
        writeBytes(folder.path() / fileNameOf(i), pngSheet(pictureAt(pictures, i), 1));
    }
    if (std::filesystem::is_directory(out)) {
        folder.moveFilesInto(out);
        warnOfOlderPictures(out, pictures.count);
    } else {
        folder.become(out);
    }
}

} // namespace

QByteArray pngSheet(const PictureBatch& pictures, int columns)
{
    const PictureShape& shape = pictures.shape;
    const auto wide = static_cast<std::size_t>(columns);
    const std::size_t rows = (pictures.count + wide - 1) / wide;
    QImage sheet(shape.width * columns, shape.height * static_cast<int>(rows),
                 shape.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    if (sheet.isNull()) {
        throw std::bad_alloc();
    }
    sheet.fill(0);
    const auto rowBytes = static_cast<std::size_t>(shape.width) * static_cast<std::size_t>(shape.channels);
    for (std::size_t i = 0; i < pictures.count; ++i) {
        for (int y = 0; y < shape.height; ++y) {
            const std::uint8_t* const from =
                pictures.pixels.data() + i * shape.bytes() + static_cast<std::size_t>(y) * rowBytes;
            uchar* const to = sheet.scanLine(static_cast<int>(i / wide) * shape.height + y);
            std::copy(from, from + rowBytes, to + i % wide * rowBytes);
        }
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!sheet.save(&buffer, "PNG")) {
        throw std::logic_error("Qt could not write a PNG into memory.");
    }
    return bytes;
}

void requirePictureTarget(const Path& out)
{
    if (out.extension() == ".npy") {
        return requireWritable(out);
    }
    std::error_code ignored;
    const bool isThere = std::filesystem::exists(out.has_filename() ? out : out.parent_path(), ignored);
    if (isThere && !std::filesystem::is_directory(out, ignored)) {
        throw UserError(out.string() + ": this is a file, and a folder of pictures is to be written. Choose a folder's "
                                       "name, or one that ends in .npy for an array.");
    }
    if (isThere) {
        requireWritable(out / fileNameOf(0));
    } else {
        const WorkFolder writable(out);
    }
}

void writePicturesTo(const Path& out, const PictureBatch& pictures)
{
    if (out.extension() == ".npy") {
        writePictures(out, pictures);
    } else {
        writeFolder(out, pictures);
    }
}

void requireSheetTarget(const Path& out)
{
    if (out.extension() != ".png") {
        return requirePictureTarget(out);
    }
    std::error_code ignored;
    if (std::filesystem::is_directory(out, ignored)) {
        throw UserError(out.string() +
                        ": this is a folder, and one PNG picture is to be written. Choose another name.");
    }
    requireWritable(out);
}

void writeSheetTo(const Path& out, const PictureBatch& pictures, int columns)
{
    if (out.extension() == ".png") {
        writeBytes(out, pngSheet(pictures, columns));
    } else {
        writePicturesTo(out, pictures);
    }
}

NonFinite nonFiniteIn(const PictureBatch& pictures)
{
    NonFinite result;
    for (const double share : pictures.nonFiniteShares) {
        if (share > 0) {
            ++result.pictures;
            result.values +=
                static_cast<std::size_t>(std::llround(share * static_cast<double>(pictures.shape.bytes())));
        }
    }
    return result;
}

void warnOf(const NonFinite& nonFinite, const Path& decoder)
{
    if (nonFinite.pictures > 0) {
        say(decoder.string() + ": warning: " + counted(nonFinite.values, "value") + " in " +
            counted(nonFinite.pictures, "picture") +
            " are NaN or infinite and were written as 0. Points nearer to the data may do better.");
    }
}

nlohmann::json shapeJson(PictureShape shape)
{
    return {{"channels", shape.channels}, {"height", shape.height}, {"width", shape.width}};
}

nlohmann::json toldOf(const PictureBatch& pictures, const Path& decoder, const std::string& out)
{
    const NonFinite nonFinite = nonFiniteIn(pictures);
    warnOf(nonFinite, decoder);
    return {{"picture", shapeJson(pictures.shape)},
            {"nan_values", nonFinite.values},
            {"nan_pictures", nonFinite.pictures},
            {"out", out}};
}
