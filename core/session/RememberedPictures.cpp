// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/RememberedPictures.h"

#include "base/AtomicFile.h"
#include "base/Sha256.h"
#include "base/UserError.h"
#include "session/UserFiles.h"

#include <QBuffer>
#include <QImageReader>

#include <algorithm>
#include <system_error>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostBytes = std::size_t{4} << 20; ///< many times what a picture of that size takes

fs::path folderIn(const fs::path& cache)
{
    return cache / "pictures";
}

fs::path fileOf(const fs::path& cache, const fs::path& place)
{
    Sha256 hash;
    const std::string name = fs::absolute(place).lexically_normal().string();
    hash.update(std::as_bytes(std::span(name)));
    return folderIn(cache) / (hash.hexDigest() + ".png");
}

void removeOldest(const fs::path& folder)
{
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().extension() == ".png") {
            files.emplace_back(entry.last_write_time(ignored), entry.path());
        }
    }
    std::ranges::sort(files, std::greater());
    for (std::size_t i = mostRememberedPictures; i < files.size(); ++i) {
        fs::remove(files[i].second, ignored);
    }
}

} // namespace

void rememberPicture(const fs::path& cache, const fs::path& place, const QImage& picture)
{
    const bool isLarge =
        picture.width() > largestRememberedPicture.width() || picture.height() > largestRememberedPicture.height();
    const QImage small =
        isLarge ? picture.scaled(largestRememberedPicture, Qt::KeepAspectRatio, Qt::SmoothTransformation) : picture;
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    const fs::path file = fileOf(cache, place);
    if (!small.save(&buffer, "PNG")) {
        throw UserError(file.string() + ": the picture could not be made into a PNG.");
    }
    makeFolder(folderIn(cache));
    writeFileAtomically(file, std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    removeOldest(folderIn(cache));
}

QImage rememberedPicture(const fs::path& cache, const fs::path& place)
{
    try {
        const std::string bytes = readWholeFile(fileOf(cache, place), mostBytes);
        QByteArray data = QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()));
        QBuffer buffer(&data);
        QImageReader reader(&buffer, "png");
        const QSize size = reader.size();
        const bool fits =
            size.width() <= largestRememberedPicture.width() && size.height() <= largestRememberedPicture.height();
        return fits ? reader.read() : QImage();
    } catch (const UserError&) {
        return {}; // nothing is remembered of it
    }
}

void forgetPicture(const fs::path& cache, const fs::path& place)
{
    std::error_code ignored;
    fs::remove(fileOf(cache, place), ignored);
}
