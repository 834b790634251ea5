// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/VariationSave.h"

#include "base/AtomicFile.h"
#include "base/UserError.h"
#include "base/WorkFolder.h"
#include "jobs/LatestJob.h"
#include "space/PngSheet.h"

namespace {

using Path = std::filesystem::path;

std::string fileNameOf(std::size_t index)
{
    const std::string number = std::to_string(index);
    return std::string(number.size() < 6 ? 6 - number.size() : 0, '0') + number + ".png";
}

std::string pngOf(const PictureBatch& pictures, std::size_t first, std::size_t count, int columns)
{
    return pngSheet(count, pictures.shape, columns, [&](std::size_t from, std::size_t n) {
        const std::size_t bytes = pictures.shape.bytes();
        return std::span<const std::uint8_t>(pictures.pixels).subspan((first + from) * bytes, n * bytes);
    });
}

void writeFolder(const Path& target, const PictureBatch& pictures)
{
    WorkFolder folder(target);
    for (std::size_t i = 0; i < pictures.count; ++i) {
        writeFileAtomically(folder.path() / fileNameOf(i), pngOf(pictures, i, 1, 1));
    }
    std::error_code ignored;
    std::filesystem::is_directory(target, ignored) ? folder.moveFilesInto(target) : folder.become(target);
}

void writeSheet(const Path& target, const PictureBatch& pictures, int columns)
{
    const double pixels = static_cast<double>(pictures.count) * pictures.shape.width * pictures.shape.height;
    if (pixels > 64e6) {
        throw UserError(target.string() + ": " + std::to_string(pictures.count) +
                        " pictures side by side are too "
                        "many for one PNG. Show fewer, or give a name without .png: a folder of one picture each.");
    }
    writeFileAtomically(target, pngOf(pictures, 0, pictures.count, columns));
}

/// Behind those that were decoded: the mean of the pixels is none of these.
void append(PictureBatch& pictures, const QImage& image)
{
    const PictureShape& shape = pictures.shape;
    if (image.size() != QSize(shape.width, shape.height)) {
        return;
    }
    const QImage plain = image.convertToFormat(shape.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    const int rowBytes = shape.width * shape.channels;
    for (int y = 0; y < shape.height; ++y) {
        pictures.pixels.insert(pictures.pixels.end(), plain.constScanLine(y), plain.constScanLine(y) + rowBytes);
    }
    ++pictures.count;
}

} // namespace

struct VariationSave::Impl
{
    VariationSave& self;
    const Variations& variations;
    LiveEngine& engine;
    Path target;
    LatestJob<std::size_t> job{Supersede::StopRunning, [this](Outcome<std::size_t> outcome) { receive(outcome); }};

    void receive(const Outcome<std::size_t>& outcome)
    {
        const QString place = QString::fromStdString(target.string());
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            Q_EMIT self.failed(QString::fromStdString(failure->message));
        } else {
            const auto count = static_cast<int>(std::get<std::size_t>(outcome));
            Q_EMIT self.saved(count == 1 ? tr("Saved a picture to %1.").arg(place)
                                         : tr("Saved %1 pictures to %2.").arg(count).arg(place));
        }
        Q_EMIT self.runningChanged();
    }
};

VariationSave::VariationSave(const Variations& variations, LiveEngine& engine, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .variations = variations, .engine = engine, .target = {}})
{
}

VariationSave::~VariationSave() = default;

void VariationSave::save(const Path& target, int columns)
{
    const std::shared_ptr<EngineProcess> process = m_impl->engine.process();
    const LatentTable rows = m_impl->variations.rows();
    if (!process || m_impl->engine.model() == nullptr) {
        Q_EMIT failed(tr("These pictures need the engine, which is not running. Engine > Restart engine starts it."));
        return;
    }
    if (rows.isEmpty()) {
        Q_EMIT failed(m_impl->variations.message());
        return;
    }
    m_impl->target = target;
    m_impl->job.request(
        [process, rows, target, columns, mean = m_impl->variations.pixelMean()](const JobControl& control) {
            PictureBatch pictures = process->client().decodeTable(rows, control);
            if (!mean.isNull()) {
                append(pictures, mean);
            }
            if (control.stop.stop_requested()) {
                return std::size_t{0};
            }
            target.extension() == ".png" ? writeSheet(target, pictures, columns) : writeFolder(target, pictures);
            return pictures.count;
        });
    Q_EMIT runningChanged();
}

bool VariationSave::isRunning() const
{
    return m_impl->job.isBusy();
}

void VariationSave::stop()
{
    m_impl->job.cancel();
    Q_EMIT runningChanged();
}
