// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/SampleImages.h"

#include "base/UserError.h"
#include "space/NpyHeader.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <numeric>

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

/// Walks from chunk to chunk to the end mark: a sheet that was not copied whole has none.
bool isCutShort(const Path& png)
{
    std::ifstream stream(png, std::ios::binary);
    std::error_code ignored;
    const std::uintmax_t size = std::filesystem::file_size(png, ignored);
    std::array<char, 8> head{};
    std::uintmax_t place = 8;
    while (stream.seekg(static_cast<std::streamoff>(place)) && stream.read(head.data(), head.size())) {
        const std::string_view chunk(head.data(), head.size());
        place += 12 + bigEndian(chunk.substr(0, 4)); // length, type, data, checksum
        if (place > size) {
            return true;
        }
        if (chunk.substr(4) == "IEND") {
            return false;
        }
    }
    return true;
}

bool holdsItsBytes(const Path& npy)
{
    const NpyHeader header = NpyHeader::parse(beginningOf(npy, NpyHeader::mostBytes), npy);
    const auto bytes = std::accumulate(header.shape.begin(), header.shape.end(), std::uintmax_t{1}, std::multiplies());
    std::error_code ignored;
    return std::filesystem::file_size(npy, ignored) >= header.dataOffset + bytes;
}

} // namespace

std::string missingSampleImages(const Path& images, const ManifestSamples& samples)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(images, ignored)) {
        const auto entries = std::filesystem::directory_iterator(images, ignored);
        const auto files = static_cast<std::size_t>(std::count_if(
            begin(entries), end(entries), [&](const auto& entry) { return entry.is_regular_file(ignored); }));
        return files == samples.count
                   ? std::string()
                   : images.string() + ": " + std::to_string(files) + " pictures, but the space has " +
                         std::to_string(samples.count) + " samples. Add or remove files until the numbers agree.";
    }
    const bool isWhole = images.extension() == ".npy" ? holdsItsBytes(images) : !isCutShort(images);
    return isWhole ? std::string()
                   : images.string() + ": the file is damaged or cut short, so that the samples' pictures cannot be "
                                       "shown. Copy it again.";
}

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
