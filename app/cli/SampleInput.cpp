// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/SampleInput.h"

#include "space/GeneratedSamples.h"
#include "space/PictureArrayFile.h"

#include <QImageReader>

#include <algorithm>

namespace {

using Path = std::filesystem::path;
using Samples = std::vector<std::uint32_t>;

constexpr std::size_t filesAtOnce = 64;

std::span<const std::uint8_t> pixelsOf(const PictureBatch& pictures, std::size_t index)
{
    const std::size_t bytes = pictures.shape.bytes();
    return std::span(pictures.pixels).subspan(index * bytes, bytes);
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
    if (error || files.size() != samples) {
        throw UserError(folder.string() + ": " +
                        (error
                             ? "the folder could not be read (" + error.message() + ")"
                             : counted(files.size(), "picture") + ", but the space has " + counted(samples, "sample")) +
                        ". Put the pictures right, or give --kind latent.");
    }
    std::ranges::sort(files, {}, [](const Path& file) { return file.filename().native(); });
    return files;
}

MeanPicture meanOfFiles(const std::vector<Path>& files, const Samples& samples, LoadedSpace& loaded)
{
    MeanPicture mean(loaded.model().picture);
    const JobControl progress = progressOf("reading pictures");
    for (std::size_t first = 0; first < samples.size(); first += filesAtOnce) {
        std::vector<Path> some;
        for (std::size_t i = first; i < std::min(first + filesAtOnce, samples.size()); ++i) {
            some.push_back(files[samples[i]]);
        }
        const ReadPictures read = loaded.client().readPictures(some, loaded.model().picture);
        if (!read.unreadable.empty()) {
            throw UserError(some.at(read.unreadable.front().index).string() + ": " + read.unreadable.front().reason +
                            " Repair it, or give --kind latent.");
        }
        for (std::size_t i = 0; i < read.pictures.count; ++i) {
            mean.add(pixelsOf(read.pictures, i));
        }
        progress.report(static_cast<double>(first) / static_cast<double>(samples.size()));
    }
    return mean;
}

MeanPicture meanOfArray(const Path& file, const Samples& samples)
{
    const PictureArrayReader reader(file);
    MeanPicture mean(reader.shape());
    std::vector<std::uint8_t> pixels(reader.shape().bytes());
    for (const std::uint32_t sample : samples) {
        reader.read(sample, pixels);
        mean.add(pixels);
    }
    return mean;
}

MeanPicture meanOfSheet(const Path& file, const Samples& samples, LoadedSpace& loaded)
{
    const PictureShape& tile = loaded.model().picture;
    const PictureBatch tiles = loaded.client().cutSheet(file, tile);
    // A sheet may be wider than its samples' rows.
    const QSize size = QImageReader(QString::fromStdString(file.string())).size();
    const auto across = static_cast<std::size_t>(size.width() / tile.width);
    const auto columns = static_cast<std::size_t>(std::max(loaded.space->manifest.samples->columns, 1));
    MeanPicture mean(tiles.shape);
    for (const std::uint32_t sample : samples) {
        const std::size_t index = sample / columns * across + sample % columns;
        if (index >= tiles.count) {
            throw UserError(file.string() + ": the sheet has no tile for sample " + std::to_string(sample) +
                            ". Correct `samples.columns` in space.json, or give --kind latent.");
        }
        mean.add(pixelsOf(tiles, index));
    }
    return mean;
}

} // namespace

Picture meanPictureOf(const Samples& samples, LoadedSpace& loaded, const std::string& named)
{
    const Space& space = *loaded.space;
    if (!space.manifest.samples || space.manifest.samples->images.empty()) {
        throw UserError(named + ": this space keeps no pictures of its samples, so there is no mean of their pixels. "
                                "Give --kind latent.");
    }
    const Path images = samplesFolder(space) / space.manifest.samples->images;
    const MeanPicture mean = std::filesystem::is_directory(images)
                                 ? meanOfFiles(filesIn(images, space.sampleCount()), samples, loaded)
                             : images.extension() == ".npy" ? meanOfArray(images, samples)
                                                            : meanOfSheet(images, samples, loaded);
    const Picture picture = mean.mean();
    const PictureShape wanted = loaded.model().picture;
    if (picture.shape == wanted) {
        return picture;
    }
    PictureBatch fitted = loaded.client().fitPictures({1, picture.shape, picture.pixels, {}}, wanted,
                                                      PictureFit::Stretch); // thumbnails of generated samples
    return {wanted, std::move(fitted.pixels)};
}
