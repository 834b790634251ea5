// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SamplePictures.h"

#include "derived/SampleSource.h"
#include "jobs/LatestJob.h"

#include <QCache>

#include <algorithm>
#include <vector>

namespace {

/// Pictures that are read on demand are kept: at most this many bytes of pixels.
constexpr int cacheKilobytes = 64 * 1024;
constexpr std::size_t mostWanted = 1024; ///< the newest wishes; what is no longer looked at falls away
constexpr std::size_t mostAtOnce = 32;

struct FromDisk
{
    std::uint32_t sample = 0;
    QImage image; ///< null when it cannot be read
};

} // namespace

struct SamplePictures::Impl
{
    SamplePictures& self;
    const Session& session;
    std::shared_ptr<const Space> space;
    std::shared_ptr<const SampleSource> source;
    QString message;
    QCache<std::uint32_t, QImage> cache{cacheKilobytes}; ///< of pictures that are read on demand
    std::vector<std::uint32_t> wanted;                   ///< the newest last; `reading` takes from the end
    LatestJob<std::shared_ptr<const SampleSource>> opening{
        Supersede::StopRunning,
        [this](Outcome<std::shared_ptr<const SampleSource>> outcome) { receive(std::move(outcome)); }};
    std::vector<std::uint32_t> beingRead;
    using ManyFromDisk = std::vector<FromDisk>;
    LatestJob<ManyFromDisk> reading{Supersede::FinishRunning, [this](Outcome<ManyFromDisk> outcome) {
                                        keep(std::get<ManyFromDisk>(std::move(outcome)));
                                    }};

    void refresh()
    {
        space = session.state().space;
        source.reset();
        cache.clear();
        wanted.clear();
        beingRead.clear();
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

    void keep(ManyFromDisk read)
    {
        for (FromDisk& one : read) {
            const auto kilobytes = static_cast<qsizetype>(one.image.sizeInBytes() / 1024) + 1;
            cache.insert(one.sample, new QImage(std::move(one.image)), kilobytes); // the cache owns it
        }
        beingRead.clear();
        readWanted();
        Q_EMIT self.changed(); // whoever lacks another picture asks for it again
    }

    void readWanted()
    {
        if (wanted.empty() || reading.isBusy()) {
            return;
        }
        const std::size_t count = std::min(wanted.size(), mostAtOnce);
        const auto first = wanted.end() - static_cast<std::ptrdiff_t>(count);
        beingRead.assign(first, wanted.end());
        reading.request([source = source, samples = beingRead](const JobControl&) {
            ManyFromDisk read;
            for (const std::uint32_t sample : samples) {
                const auto image = outcomeOf([&] { return source->onDisk(sample); });
                read.push_back({sample, std::holds_alternative<QImage>(image) ? std::get<QImage>(image) : QImage()});
            }
            return read;
        });
        wanted.erase(first, wanted.end());
    }

    QImage fromDisk(std::uint32_t sample)
    {
        if (const QImage* image = cache.object(sample)) {
            return *image;
        }
        if (std::find(beingRead.begin(), beingRead.end(), sample) != beingRead.end()) {
            return {};
        }
        std::erase(wanted, sample);
        wanted.push_back(sample);
        if (wanted.size() > mostWanted) {
            wanted.erase(wanted.begin());
        }
        readWanted();
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
    if (source->isReadOnDemand()) {
        return m_impl->fromDisk(sample);
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
    if (source == nullptr || !source->isReadOnDemand() || sample >= source->count) {
        return m_impl->message;
    }
    const QImage* image = m_impl->cache.object(sample);
    return image != nullptr && image->isNull()
               ? source->files.empty()
                     ? tr("The picture of this sample cannot be read.")
                     : tr("%1 cannot be read").arg(QString::fromStdString(source->files[sample].filename().string()))
               : QString();
}
