// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SampleAppend.h"

#include "base/AtomicFile.h"
#include "base/FolderLock.h"
#include "base/UserError.h"
#include "derived/PictureImage.h"
#include "space/NpyFile.h"

#include <QBuffer>
#include <QImageReader>

#include <unistd.h>

#include <algorithm>

namespace {

namespace fs = std::filesystem;

constexpr std::string_view ownStart = "samples-";

std::string nameOf(std::size_t count, const char* end)
{
    return std::string(ownStart) + std::to_string(count) + end;
}

QByteArray pngBytes(const QImage& image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG")) {
        throw UserError("The pictures could not be made into a PNG: there may be too little memory.");
    }
    return bytes;
}

void writePng(const fs::path& file, const QImage& image)
{
    const QByteArray bytes = pngBytes(image);
    writeFileAtomically(file, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

QImage imageAt(const PictureBatch& pictures, std::size_t index)
{
    const std::size_t bytes = pictures.shape.bytes();
    return imageOf(pictures.shape, std::span(pictures.pixels).subspan(index * bytes, bytes));
}

/// Copies `tile` to `place` of a sheet with `columns` tiles a row; both of one format.
void putTile(QImage& sheet, const QImage& tile, std::size_t place, std::size_t columns)
{
    const int top = static_cast<int>(place / columns) * tile.height();
    const int bytes = tile.width() * tile.depth() / 8;
    const auto left = static_cast<qsizetype>(place % columns) * bytes;
    for (int y = 0; y < tile.height(); ++y) {
        std::copy_n(tile.constScanLine(y), bytes, sheet.scanLine(top + y) + left);
    }
}

std::string appendToSheet(const Space& space, const PictureBatch& pictures)
{
    const ManifestSamples& samples = *space.manifest.samples;
    const fs::path file = space.location / samples.images;
    QImageReader reader(QString::fromStdString(file.string()));
    QImage old = reader.read();
    if (old.isNull()) {
        throw UserError(file.string() + ": the samples' pictures cannot be read (" +
                        reader.errorString().toStdString() + "), so none can be added. Restore the file.");
    }
    const auto format = pictures.shape.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888;
    old.convertTo(format);
    const auto columns = static_cast<std::size_t>(std::max(samples.columns, 1));
    const std::size_t count = samples.count + pictures.count;
    const int height = static_cast<int>((count + columns - 1) / columns) * pictures.shape.height;
    QImage sheet(std::max(old.width(), static_cast<int>(columns) * pictures.shape.width),
                 std::max(height, old.height()), format);
    if (sheet.isNull()) {
        throw std::bad_alloc();
    }
    sheet.fill(0);
    for (int y = 0; y < old.height(); ++y) {
        std::copy_n(old.constScanLine(y), static_cast<qsizetype>(old.width()) * old.depth() / 8, sheet.scanLine(y));
    }
    for (std::size_t i = 0; i < pictures.count; ++i) {
        putTile(sheet, imageAt(pictures, i), samples.count + i, columns);
    }
    const std::string name = nameOf(count, ".png");
    writePng(space.location / name, sheet);
    return name;
}

std::string appendToArray(const Space& space, const PictureBatch& pictures)
{
    const std::size_t count = space.sampleCount() + pictures.count;
    PictureBatch all{0, pictures.shape, {}, {}};
    if (space.manifest.samples) {
        const fs::path file = space.location / space.manifest.samples->images;
        all = readPictures(file);
        if (all.shape != pictures.shape) {
            throw UserError(file.string() + ": the samples' pictures have another size than the decoder's, so none "
                                            "can be added. Write them again in its size.");
        }
    }
    all.pixels.insert(all.pixels.end(), pictures.pixels.begin(), pictures.pixels.end());
    all.count = count;
    const std::string name = nameOf(count, ".npy");
    writePictures(space.location / name, all);
    return name;
}

/// A folder of its own with links to what is there: the old one stays whole until space.json names the new one.
std::string appendToFolder(const Space& space, const PictureBatch& pictures)
{
    const fs::path old = space.location / space.manifest.samples->images;
    const std::string name = nameOf(space.sampleCount() + pictures.count, "");
    const fs::path fresh = space.location / name;
    fs::remove_all(fresh);
    fs::create_directory(fresh);
    std::string last; // in byte order of name
    for (const auto& entry : fs::directory_iterator(old)) {
        if (entry.is_regular_file()) {
            const fs::path target = fresh / entry.path().filename();
            std::error_code isOtherDisk;
            fs::create_hard_link(entry.path(), target, isOtherDisk);
            if (isOtherDisk) {
                fs::copy_file(entry.path(), target);
            }
            last = std::max(last, entry.path().filename().string());
        }
    }
    const std::string stem = fs::path(last).stem().string();
    for (std::size_t i = 0; i < pictures.count; ++i) {
        const std::string number = std::to_string(i);
        const std::string padded = std::string(6 - std::min<std::size_t>(6, number.size()), '0') + number;
        writePng(fresh / (stem + "~" + padded + ".png"), imageAt(pictures, i)); // '~' comes after '.'
    }
    return name + "/";
}

std::string appendImages(const Space& space, const PictureBatch& pictures)
{
    if (!space.manifest.samples) {
        return appendToArray(space, pictures);
    }
    const fs::path images = space.location / space.manifest.samples->images;
    if (fs::is_directory(images)) {
        return appendToFolder(space, pictures);
    }
    return images.extension() == ".npy" ? appendToArray(space, pictures) : appendToSheet(space, pictures);
}

std::string appendLatents(const Space& space, const LatentTable& latents)
{
    std::vector<float> values;
    if (space.latents) {
        values.assign(space.latents->values().begin(), space.latents->values().end());
    }
    values.insert(values.end(), latents.values().begin(), latents.values().end());
    const std::size_t count = space.sampleCount() + latents.rows();
    const std::string name = nameOf(count, "-latents.npy");
    writeLatents(space.location / name, LatentTable(count, latents.columns(), std::move(values)));
    return name;
}

/// Rows of empty cells, quoted so that none looks like an empty line.
std::string appendLabels(const Space& space, std::size_t rows)
{
    const fs::path file = space.location / space.manifest.samples->labels;
    std::string text = readWholeFile(file, mostLabelBytes);
    if (!text.empty() && text.back() != '\n') {
        text += '\n';
    }
    std::string row;
    for (std::size_t i = 0; i < space.labels->columns.size(); ++i) {
        row += i == 0 ? "\"\"" : ",\"\"";
    }
    for (std::size_t i = 0; i < rows; ++i) {
        text += row + '\n';
    }
    const std::string name = nameOf(space.sampleCount() + rows, "-labels.csv");
    writeFileAtomically(space.location / name, text);
    return name;
}

/// Of states before the one at hand: what was written here and is named no more.
void removeOlder(const Space& space)
{
    const ManifestSamples& samples = *space.manifest.samples;
    const fs::path images =
        fs::path(samples.images).has_filename() ? fs::path(samples.images) : fs::path(samples.images).parent_path();
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(space.location, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(ownStart) && name != images && name != samples.latents && name != samples.labels) {
            fs::remove_all(entry.path(), ignored);
        }
    }
}

} // namespace

void requireRoomForSamples(const Space& space)
{
    const std::string place = space.location.string();
    if (space.isBareDecoder) {
        throw UserError(place + ": a bare decoder has no samples to add to. Make a space of it (Help > From PyTorch "
                                "says how) and open that.");
    }
    if (::access(space.location.c_str(), W_OK) != 0) {
        throw UserError(place + ": this folder may not be written to, so no samples can be added. Copy it to where you "
                                "may write, and open the copy.");
    }
    if (space.manifest.samples && (!space.latents || space.manifest.samples->images.empty())) {
        throw UserError(place + ": the samples of this space have no " + (space.latents ? "pictures" : "latents") +
                        ", so none can be added that has. Name them in space.json first.");
    }
}

std::shared_ptr<const Space> appendSamples(const Space& space, const PictureBatch& pictures, const LatentTable& latents)
{
    requireRoomForSamples(space);
    if (pictures.count != latents.rows() || pictures.count == 0) {
        throw std::logic_error("each sample has a picture and a latent");
    }
    const FolderLock lock(space.location);
    const std::shared_ptr<const Space> now = openSpace(space.location); // somebody else may have added some
    try {
        if (now->manifest.samples) {
            removeOlder(*now);
        }
        SpaceManifest manifest = now->manifest;
        ManifestSamples samples = now->manifest.samples.value_or(ManifestSamples{});
        samples.images = appendImages(*now, pictures);
        samples.latents = appendLatents(*now, latents);
        if (now->labels) {
            samples.labels = appendLabels(*now, pictures.count);
        }
        samples.count += pictures.count;
        manifest.samples = samples;
        manifest.maps.clear(); // without the new ones
        writeFileAtomically(now->location / "space.json", manifest.toJson());
    } catch (const fs::filesystem_error& error) {
        throw UserError(now->location.string() + ": the samples could not be added (" + error.code().message() +
                        "). The space is as it was.");
    }
    return openSpace(space.location);
}
