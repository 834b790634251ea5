// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/SampleImages.h"

#include "base/UserError.h"
#include "space/NpyHeader.h"

#include <array>
#include <fstream>

namespace {

using Path = std::filesystem::path;

std::string beginningOf(const Path& file, std::size_t most)
{
    std::ifstream stream(file, std::ios::binary);
    std::string bytes(most, '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(most));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    return bytes;
}

std::size_t bigEndian(std::string_view bytes)
{
    std::size_t value = 0;
    for (const char byte : bytes) {
        value = value << 8 | static_cast<unsigned char>(byte);
    }
    return value;
}

/// PNG (W3C, third edition, 11.2.1): signature, then the header chunk with width and height.
void requireSheet(const Path& file, const ManifestSamples& samples, PictureShape tile)
{
    const std::string beginning = beginningOf(file, 24);
    if (beginning.size() < 24 || !beginning.starts_with("\x89PNG\r\n\x1a\n") || beginning.substr(12, 4) != "IHDR") {
        throw UserError(file.string() + ": this is not a PNG picture. Write the samples' pictures as a PNG sheet, as "
                                        "images.npy or into a folder images/.");
    }
    const std::string_view header = beginning;
    const std::size_t width = bigEndian(header.substr(16, 4));
    const std::size_t height = bigEndian(header.substr(20, 4));
    const auto columns = static_cast<std::size_t>(samples.columns);
    const std::size_t rows = (samples.count + columns - 1) / columns;
    const std::size_t needWidth = std::min(columns, samples.count) * static_cast<std::size_t>(tile.width);
    const std::size_t needHeight = rows * static_cast<std::size_t>(tile.height);
    if (width < needWidth || height < needHeight) {
        throw UserError(file.string() + ": the sheet has " + std::to_string(width) + " x " + std::to_string(height) +
                        " pixels, but " + std::to_string(samples.count) + " samples in rows of " +
                        std::to_string(columns) + " need " + std::to_string(needWidth) + " x " +
                        std::to_string(needHeight) + ". Correct `samples.columns` or `samples.count` in space.json.");
    }
}

void requireArray(const Path& file, const ManifestSamples& samples, PictureShape tile)
{
    const NpyHeader header = NpyHeader::parse(beginningOf(file, NpyHeader::mostBytes), file);
    const bool sizeFits =
        header.shape.size() >= 3 && (tile.width == 0 || (header.shape[1] == static_cast<std::size_t>(tile.height) &&
                                                         header.shape[2] == static_cast<std::size_t>(tile.width)));
    if (header.type != "|u1" || !sizeFits || header.shape[0] != samples.count) {
        throw UserError(file.string() + ": the pictures are " + shapeText(header.shape) + " of type `" + header.type +
                        "`, but space.json asks for " + std::to_string(samples.count) + " of " +
                        std::to_string(tile.height) + " x " + std::to_string(tile.width) +
                        " pixels in bytes (`|u1`). Write them again, or correct space.json.");
    }
}

} // namespace

void requireSampleImages(const Path& images, const ManifestSamples& samples, PictureShape tile)
{
    if (std::filesystem::is_directory(images)) {
        return;
    }
    if (images.extension() == ".npy") {
        requireArray(images, samples, tile);
    } else {
        requireSheet(images, samples, tile);
    }
}
