// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SamplePictures.h"

#include "derived/SampleSource.h"
#include "jobs/LatestJob.h"

#include <QCache>

#include <optional>

namespace {

/// Files of a folder of pictures, decoded on demand and kept: at most this many bytes of pixels.
constexpr int folderCacheKilobytes = 64 * 1024;

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
    std::shared_ptr<const SampleSource> source;
    QString message;
    QCache<std::uint32_t, QImage> cache{folderCacheKilobytes}; ///< of pictures from a folder
    std::optional<std::uint32_t> wanted;                       ///< newest picture that `reading` was asked for
    LatestJob<std::shared_ptr<const SampleSource>> opening{
        Supersede::StopRunning,
        [this](Outcome<std::shared_ptr<const SampleSource>> outcome) { receive(std::move(outcome)); }};
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
            opening.request([space = space](const JobControl&) {
                return std::make_shared<const SampleSource>(readSampleSource(*space));
            });
        }
        Q_EMIT self.changed();
    }

    void receive(Outcome<std::shared_ptr<const SampleSource>> outcome)
    {
        if (const Failure* failure = std::get_if<Failure>(&outcome)) {
            message = QString::fromStdString(failure->message);
            Q_EMIT self.failed(message);
        } else {
            source = std::get<std::shared_ptr<const SampleSource>>(std::move(outcome));
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
                const auto image = outcomeOf([&] { return readSampleFile(source->files[sample]); });
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
    const SampleSource* source = m_impl->source.get();
    if (source == nullptr || sample >= source->count) {
        return {};
    }
    if (!source->files.empty()) {
        return m_impl->fromFolder(sample);
    }
    return source->inMemory(sample);
}

QString SamplePictures::message() const
{
    return m_impl->message;
}

QString SamplePictures::message(std::uint32_t sample) const
{
    const SampleSource* source = m_impl->source.get();
    if (source == nullptr || source->files.empty() || sample >= source->count) {
        return m_impl->message;
    }
    const QImage* image = m_impl->cache.object(sample);
    return image != nullptr && image->isNull()
               ? tr("%1 cannot be read").arg(QString::fromStdString(source->files[sample].filename().string()))
               : QString();
}
