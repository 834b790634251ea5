// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SamplePictures.h"

#include "base/UserError.h"
#include "derived/PictureImage.h"
#include "jobs/LatestJob.h"
#include "space/NpyFile.h"

#include <QCache>
#include <QImageReader>

#include <algorithm>
#include <optional>

namespace {

/// Files of a folder of pictures, decoded on demand and kept: at most this many bytes of pixels.
constexpr int folderCacheKilobytes = 64 * 1024;

/// One data set's pictures in whichever of the three forms it has them; immutable.
struct Source
{
    QImage sheet; ///< images.png: tiles are cut from it
    int columns = 1;
    std::shared_ptr<const PictureBatch> array; ///< images.npy
    std::vector<std::filesystem::path> files;  ///< images/, in byte order of name
    std::size_t count = 0;
    QSize tile;
};

QImage readImage(const std::filesystem::path& file)
{
    QImageReader reader(QString::fromStdString(file.string()));
    const QImage image = reader.read();
    if (image.isNull()) {
        throw UserError(file.string() + ": this picture cannot be read (" + reader.errorString().toStdString() +
                        "); replace the file.");
    }
    return image.convertToFormat(image.isGrayscale() ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
}

void readSheet(const std::filesystem::path& file, const Space& space, Source& source)
{
    source.sheet = readImage(file);
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

void readFolder(const std::filesystem::path& folder, Source& source)
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

std::shared_ptr<const Source> readSource(const Space& space)
{
    Source source;
    source.count = space.sampleCount();
    const std::filesystem::path path = space.location / space.manifest.samples->images;
    if (std::filesystem::is_directory(path)) {
        readFolder(path, source);
    } else if (path.extension() == ".npy") {
        source.array = std::make_shared<const PictureBatch>(readPictures(path));
        if (source.array->count != source.count) {
            throw UserError(path.string() + ": " + std::to_string(source.array->count) +
                            " pictures, but the space has " + std::to_string(source.count) + " samples.");
        }
    } else {
        readSheet(path, space, source);
    }
    return std::make_shared<const Source>(std::move(source));
}

} // namespace

struct SamplePictures::Impl
{
    struct FromFile
    {
        std::uint32_t sample = 0;
        QImage image; ///< null when the file cannot be read
    };

    SamplePictures& self;
    const Session& session;
    std::shared_ptr<const Space> space;
    std::shared_ptr<const Source> source;
    QString message;
    QCache<std::uint32_t, QImage> cache{folderCacheKilobytes}; ///< of pictures from a folder
    std::optional<std::uint32_t> wanted;                       ///< newest picture that `reading` was asked for
    LatestJob<std::shared_ptr<const Source>> opening{
        Supersede::StopRunning,
        [this](Outcome<std::shared_ptr<const Source>> outcome) { receive(std::move(outcome)); }};
    LatestJob<FromFile> reading{Supersede::FinishRunning,
                                [this](Outcome<FromFile> outcome) { keep(std::get<FromFile>(std::move(outcome))); }};

    void refresh()
    {
        space = session.state().space;
        source.reset();
        cache.clear();
        wanted.reset();
        reading.cancel();
        opening.cancel();
        if (!space || !space->manifest.samples) {
            message = tr("This space has no samples, so there are no pictures of them.");
        } else if (space->manifest.samples->images.empty()) {
            message = tr("This space keeps no pictures of its samples.");
        } else {
            message = tr("Reading the samples' pictures…");
            opening.request([space = space](const JobControl&) { return readSource(*space); });
        }
        Q_EMIT self.changed();
    }

    void receive(Outcome<std::shared_ptr<const Source>> outcome)
    {
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            message = QString::fromStdString(failure->message);
            Q_EMIT self.failed(message);
        } else {
            source = std::get<std::shared_ptr<const Source>>(std::move(outcome));
            message.clear();
        }
        Q_EMIT self.changed();
    }

    void keep(FromFile read)
    {
        const auto kilobytes = static_cast<qsizetype>(read.image.sizeInBytes() / 1024) + 1;
        cache.insert(read.sample, new QImage(std::move(read.image)), kilobytes); // the cache owns it
        Q_EMIT self.changed(); // whoever lacks another picture asks for it again
    }

    QImage fromFolder(std::uint32_t sample)
    {
        if (const QImage* image = cache.object(sample)) {
            return *image;
        }
        if (!reading.isBusy() || wanted != sample) {
            wanted = sample;
            reading.request([source = source, sample](const JobControl&) {
                const auto image = outcomeOf([&] { return readImage(source->files[sample]); });
                return FromFile{sample, std::holds_alternative<QImage>(image) ? std::get<QImage>(image) : QImage()};
            });
        }
        return {};
    }
};

SamplePictures::SamplePictures(const Session& session, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{*this, session, nullptr, nullptr, {}})
{
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->refresh(); });
    m_impl->refresh();
}

SamplePictures::~SamplePictures() = default;

QImage SamplePictures::picture(std::uint32_t sample) const
{
    const Source* source = m_impl->source.get();
    if (source == nullptr || sample >= source->count) {
        return {};
    }
    if (source->array) {
        const PictureShape& shape = source->array->shape;
        return imageOf(shape, std::span(source->array->pixels).subspan(sample * shape.bytes(), shape.bytes()));
    }
    if (!source->files.empty()) {
        return m_impl->fromFolder(sample);
    }
    const auto columns = static_cast<std::uint32_t>(source->columns);
    const QPoint corner(static_cast<int>(sample % columns) * source->tile.width(),
                        static_cast<int>(sample / columns) * source->tile.height());
    return source->sheet.copy(QRect(corner, source->tile));
}

QString SamplePictures::message() const
{
    return m_impl->message;
}

QString SamplePictures::message(std::uint32_t sample) const
{
    const Source* source = m_impl->source.get();
    if (source == nullptr || source->files.empty() || sample >= source->count) {
        return m_impl->message;
    }
    const QImage* image = m_impl->cache.object(sample);
    return image != nullptr && image->isNull()
               ? tr("%1 cannot be read").arg(QString::fromStdString(source->files[sample].filename().string()))
               : QString();
}
