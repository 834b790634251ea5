// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/StartPictures.h"

#include "base/AtomicFile.h"
#include "derived/SampleSource.h"
#include "jobs/LatestJob.h"
#include "session/RememberedPictures.h"
#include "session/UserFiles.h"

#include <QPainter>

#include <cmath>
#include <map>
#include <set>

namespace {

using Path = std::filesystem::path;
using Pictures = std::map<Path, QImage>;

/// A number of columns and rows that fills `area` with about a dozen pictures.
QSize mosaicShape(QSize picture, QSize area, std::size_t count)
{
    constexpr int wanted = 12;
    QSize best(1, 1);
    for (int columns = 1; columns <= wanted; ++columns) {
        const int rows = area.height() * columns * picture.width() / (area.width() * picture.height());
        const QSize shape(columns, std::max(1, rows));
        const auto missBy = [](QSize each) { return std::abs(each.width() * each.height() - wanted); };
        if (static_cast<std::size_t>(shape.width() * shape.height()) <= count && missBy(shape) < missBy(best)) {
            best = shape;
        }
    }
    return best;
}

QImage sampleOf(const SampleSource& source, std::uint32_t sample)
{
    return source.isReadOnDemand() ? source.onDisk(sample) : source.inMemory(sample);
}

} // namespace

QImage mosaicOfSamples(const Path& location)
{
    const Path file = location / "space.json";
    Space space;
    space.location = location;
    space.manifest = SpaceManifest::parse(readWholeFile(file, mostUserFileBytes), file);
    if (space.sampleCount() == 0 || space.manifest.samples->images.empty()) {
        return {};
    }
    const SampleSource source = readSampleSource(space);
    const QSize tile = sampleOf(source, 0).size();
    if (tile.isEmpty()) {
        return {};
    }
    const QSize shape = mosaicShape(tile, largestRememberedPicture, source.count);
    const double scale =
        std::min({1.0, static_cast<double>(largestRememberedPicture.width()) / (shape.width() * tile.width()),
                  static_cast<double>(largestRememberedPicture.height()) / (shape.height() * tile.height())});
    const QSize cell(std::max(1, static_cast<int>(tile.width() * scale)),
                     std::max(1, static_cast<int>(tile.height() * scale)));
    QImage mosaic(shape.width() * cell.width(), shape.height() * cell.height(), QImage::Format_RGB32);
    QPainter painter(&mosaic);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const int number = shape.width() * shape.height();
    for (int i = 0; i < number; ++i) {
        const auto sample =
            static_cast<std::uint32_t>(source.count * static_cast<std::size_t>(i) / static_cast<std::size_t>(number));
        const QPoint corner(i % shape.width() * cell.width(), i / shape.width() * cell.height());
        painter.drawImage(QRect(corner, cell), sampleOf(source, sample));
    }
    return mosaic;
}

struct StartPictures::Impl
{
    StartPictures& self;
    Path cache;
    Pictures mosaics;
    Pictures remembered;
    std::set<Path> missing;
    LatestJob<Pictures> readingSamples{Supersede::StopRunning,
                                       [this](Outcome<Pictures> outcome) { take(mosaics, std::move(outcome)); }};
    LatestJob<Pictures> readingCache{Supersede::StopRunning,
                                     [this](Outcome<Pictures> outcome) { take(remembered, std::move(outcome)); }};
    LatestJob<std::set<Path>> looking{Supersede::StopRunning,
                                      [this](Outcome<std::set<Path>> outcome) { take(missing, std::move(outcome)); }};

    template <class Found> void take(Found& place, Outcome<Found> outcome)
    {
        if (Found* found = std::get_if<Found>(&outcome)) {
            place = std::move(*found);
        }
        Q_EMIT self.changed();
    }
};

StartPictures::StartPictures(Path cache, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this, .cache = std::move(cache)})
{
}

StartPictures::~StartPictures() = default;

void StartPictures::look(const std::vector<Path>& embedded, const std::vector<Path>& recent)
{
    m_impl->readingSamples.request([embedded, known = m_impl->mosaics](const JobControl& control) {
        Pictures found = known;
        for (const Path& space : embedded) {
            if (!control.stop.stop_requested() && !found.contains(space)) {
                auto mosaic = outcomeOf([&] { return mosaicOfSamples(space); });
                found[space] = std::holds_alternative<QImage>(mosaic) ? std::get<QImage>(mosaic) : QImage();
            }
        }
        return found;
    });
    m_impl->readingCache.request([recent, cache = m_impl->cache](const JobControl&) {
        Pictures found;
        for (const Path& place : recent) {
            found[place] = rememberedPicture(cache, place);
        }
        return found;
    });
    m_impl->looking.request([recent](const JobControl&) {
        std::set<Path> missing;
        for (const Path& place : recent) {
            std::error_code ignored;
            if (!std::filesystem::exists(place, ignored)) {
                missing.insert(place);
            }
        }
        return missing;
    });
}

QImage StartPictures::picture(const Path& place) const
{
    for (const Pictures* pictures : {&m_impl->mosaics, &m_impl->remembered}) {
        if (const auto found = pictures->find(place); found != pictures->end()) {
            return found->second;
        }
    }
    return {};
}

bool StartPictures::isMissing(const Path& place) const
{
    return m_impl->missing.contains(place);
}

bool StartPictures::isBusy() const
{
    return m_impl->readingSamples.isBusy() || m_impl->readingCache.isBusy() || m_impl->looking.isBusy();
}
