// SPDX-License-Identifier: GPL-3.0-or-later
#include "create/SampleMeanPicture.h"

#include "base/MeanPicture.h"
#include "base/UserError.h"
#include "space/GeneratedSamples.h"
#include "space/PictureArrayFile.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string_view>

namespace {

using Path = std::filesystem::path;
using Samples = std::span<const std::uint32_t>;

constexpr std::size_t filesAtOnce = 64;
constexpr std::size_t bytesAtOnce = std::size_t{64} << 20U;

std::string counted(std::size_t count, const std::string& thing)
{
    return std::to_string(count) + ' ' + thing + (count == 1 ? "" : "s");
}

/// In byte order of name, as the samples are.
std::vector<Path> filesIn(const Path& folder, std::size_t samples)
{
    std::vector<Path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.is_regular_file()) {
            files.push_back(entry.path());
        }
    }
    if (error) {
        throw UserError(folder.string() + ": the folder could not be read (" + error.message() +
                        "). Put the pictures right.");
    }
    if (files.size() != samples) {
        throw UserError(folder.string() + ": " + counted(files.size(), "picture") + ", but the space has " +
                        counted(samples, "sample") + ". Put the pictures right.");
    }
    std::ranges::sort(files, {}, [](const Path& file) { return file.filename().native(); });
    return files;
}

/// `shape` may leave height and width open, as in EngineClient::readPictures.
PictureBatch readAll(const std::vector<Path>& files, PictureShape shape, EngineClient& engine,
                     const JobControl& control)
{
    ReadPictures read = engine.readPictures(files, shape, control);
    if (!read.unreadable.empty()) {
        const UnreadablePicture& first = read.unreadable.front();
        throw UserError(files.at(first.index).string() + ": " + first.reason + " Repair it.");
    }
    return std::move(read.pictures);
}

std::span<const std::uint8_t> pixelsOf(const PictureBatch& pictures, std::size_t index)
{
    const std::size_t bytes = pictures.shape.bytes();
    return std::span(pictures.pixels).subspan(index * bytes, bytes);
}

Picture meanOfFiles(const std::vector<Path>& files, Samples samples, int channels, EngineClient& engine,
                    const JobControl& control)
{
    const PictureShape shape = readAll({files[samples.front()]}, {channels, 0, 0}, engine, control).shape;
    const std::size_t atOnce =
        std::clamp<std::size_t>(bytesAtOnce / std::max<std::size_t>(shape.bytes(), 1), 1, filesAtOnce);
    MeanPicture mean(shape);
    for (std::size_t first = 0; first < samples.size() && !control.stop.stop_requested(); first += atOnce) {
        std::vector<Path> some;
        for (const std::uint32_t sample : samples.subspan(first, std::min(atOnce, samples.size() - first))) {
            some.push_back(files[sample]);
        }
        const PictureBatch pictures = readAll(some, shape, engine, {control.stop});
        for (std::size_t i = 0; i < pictures.count; ++i) {
            mean.add(pixelsOf(pictures, i));
        }
        control.report(static_cast<double>(first) / static_cast<double>(samples.size()));
    }
    return mean.mean();
}

Picture meanOfArray(const Path& file, Samples samples, const JobControl& control)
{
    const PictureArrayReader reader(file);
    MeanPicture mean(reader.shape());
    std::vector<std::uint8_t> pixels(reader.shape().bytes());
    for (const std::uint32_t sample : samples) {
        if (control.stop.stop_requested()) {
            break;
        }
        if (sample >= reader.count()) {
            throw UserError(file.string() + ": it holds " + counted(reader.count(), "picture") + ", none of sample " +
                            std::to_string(sample) + ". Put the pictures right.");
        }
        reader.read(sample, pixels);
        mean.add(pixels);
    }
    return mean.mean();
}

/// Of a PNG (its header, ISO/IEC 15948): a sheet may be wider than its samples' rows. Nothing of other files.
std::optional<std::size_t> pngWidth(const Path& file)
{
    constexpr std::string_view signature("\x89PNG\r\n\x1a\n");
    constexpr std::size_t widthAt = 16;
    std::array<char, widthAt + 4> head{};
    std::ifstream stream(file, std::ios::binary);
    if (!stream.read(head.data(), head.size()) || !std::string_view(head.data(), head.size()).starts_with(signature)) {
        return {};
    }
    std::size_t width = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        width = width << 8U | static_cast<unsigned char>(head.at(widthAt + i));
    }
    return width;
}

Picture meanOfSheet(const Path& file, Samples samples, int columns, PictureShape tile, EngineClient& engine,
                    const JobControl& control)
{
    const PictureBatch tiles = engine.cutSheet(file, tile, control);
    const auto inRow = static_cast<std::size_t>(std::max(columns, 1));
    const auto tileWidth = static_cast<std::size_t>(tile.width);
    const std::size_t across = pngWidth(file).value_or(inRow * tileWidth) / tileWidth;
    MeanPicture mean(tiles.shape);
    for (const std::uint32_t sample : samples) {
        const std::size_t index = sample / inRow * across + sample % inRow;
        if (index >= tiles.count || inRow > across) {
            throw UserError(file.string() + ": the sheet has no tile for sample " + std::to_string(sample) +
                            ". Correct `samples.columns` in space.json.");
        }
        mean.add(pixelsOf(tiles, index));
    }
    return mean.mean();
}

} // namespace

Picture sampleMeanPicture(const Space& space, Samples samples, EngineClient& engine, PictureShape wanted,
                          const JobControl& control)
{
    if (!space.manifest.samples || space.manifest.samples->images.empty()) {
        throw UserError("This space keeps no pictures of its samples, so there is no mean of their pixels.");
    }
    const Path images = samplesFolder(space) / space.manifest.samples->images;
    Picture mean;
    if (std::filesystem::is_directory(images)) {
        mean = meanOfFiles(filesIn(images, space.sampleCount()), samples, wanted.channels, engine, control);
    } else if (images.extension() == ".npy") {
        mean = meanOfArray(images, samples, control);
    } else {
        mean = meanOfSheet(images, samples, space.manifest.samples->columns, wanted, engine, control);
    }
    if (mean.shape == wanted || control.stop.stop_requested()) {
        return mean;
    }
    PictureBatch fitted =
        engine.fitPictures({1, mean.shape, std::move(mean.pixels), {}}, wanted, PictureFit::Stretch, {control.stop});
    return {wanted, std::move(fitted.pixels)};
}
