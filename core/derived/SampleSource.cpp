// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SampleSource.h"

#include "base/UserError.h"
#include "derived/PictureImage.h"
#include "space/GeneratedSamples.h"
#include "space/NpyFile.h"

#include <QImageReader>

#include <algorithm>

namespace {

/// An array up to this size is held in memory; of a larger one, pictures are read on demand.
constexpr std::size_t largestArrayInMemory = std::size_t{64} << 20;

void readSheet(const std::filesystem::path& file, const Space& space, SampleSource& source)
{
    source.sheet = readSampleFile(file);
    source.columns = std::max(1, space.manifest.samples->columns);
    const PictureShape& shape = space.manifest.decoder->picture;
    source.tile = {shape.width, shape.height};
    const int rows = static_cast<int>((source.count + static_cast<std::size_t>(source.columns) - 1) /
                                      static_cast<std::size_t>(source.columns));
    if (shape.width <= 0 || shape.height <= 0 || source.sheet.width() < shape.width * source.columns ||
        source.sheet.height() < shape.height * rows) {
        throw UserError(file.string() + ": the sheet is " + std::to_string(source.sheet.width()) + " x " +
                        std::to_string(source.sheet.height()) + " pixels, too small for " +
                        std::to_string(source.count) + " tiles of " + std::to_string(shape.width) + " x " +
                        std::to_string(shape.height) + ", " + std::to_string(source.columns) +
                        " in a row; correct \"columns\" or \"count\" in space.json.");
    }
}

void readFolder(const std::filesystem::path& folder, SampleSource& source)
{
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            source.files.push_back(entry.path());
        }
    }
    std::sort(source.files.begin(), source.files.end(), [](const auto& a, const auto& b) {
        return a.filename().native() < b.filename().native(); // byte order of name
    });
    if (source.files.size() != source.count) {
        throw UserError(folder.string() + ": " + std::to_string(source.files.size()) + " pictures, but the space has " +
                        std::to_string(source.count) + " samples; add or remove files until the numbers agree.");
    }
}

} // namespace

QImage readSampleFile(const std::filesystem::path& file)
{
    QImageReader reader(QString::fromStdString(file.string()));
    const QImage image = reader.read();
    if (image.isNull()) {
        throw UserError(file.string() + ": this picture cannot be read (" + reader.errorString().toStdString() +
                        "); replace the file.");
    }
    return image.convertToFormat(image.isGrayscale() ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
}

SampleSource readSampleSource(const Space& space)
{
    SampleSource source;
    source.count = space.sampleCount();
    const std::filesystem::path path = samplesFolder(space) / space.manifest.samples->images;
    if (std::filesystem::is_directory(path)) {
        readFolder(path, source);
    } else if (path.extension() == ".npy") {
        auto stored = std::make_shared<const PictureArrayReader>(path);
        if (stored->count() != source.count) {
            throw UserError(path.string() + ": " + std::to_string(stored->count()) + " pictures, but the space has " +
                            std::to_string(source.count) + " samples.");
        }
        if (stored->count() * stored->shape().bytes() > largestArrayInMemory) {
            source.stored = std::move(stored);
        } else {
            source.array = std::make_shared<const PictureBatch>(readPictures(path));
        }
    } else {
        readSheet(path, space, source);
    }
    return source;
}

QImage SampleSource::onDisk(std::uint32_t sample) const
{
    if (!stored) {
        return readSampleFile(files[sample]);
    }
    std::vector<std::uint8_t> pixels(stored->shape().bytes());
    stored->read(sample, pixels);
    return imageOf(stored->shape(), pixels);
}

QImage SampleSource::inMemory(std::uint32_t sample) const
{
    if (sample >= count || isReadOnDemand()) {
        return {};
    }
    if (array) {
        const PictureShape& shape = array->shape;
        return imageOf(shape, std::span(array->pixels).subspan(sample * shape.bytes(), shape.bytes()));
    }
    const auto across = static_cast<std::uint32_t>(columns);
    const QPoint corner(static_cast<int>(sample % across) * tile.width(),
                        static_cast<int>(sample / across) * tile.height());
    return sheet.copy(QRect(corner, tile));
}
