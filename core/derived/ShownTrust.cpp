// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/ShownTrust.h"

#include "jobs/LatestJob.h"
#include "space/MapCache.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace {

constexpr double secondsApart = 3600; ///< the user stops it when it takes too long

/// What is measured, by value: it outlives what asked for it.
struct Order
{
    std::shared_ptr<const LatentTable> latents;
    std::shared_ptr<const LatentTable> positions;
    bool hasEqualUnits = true; ///< else the map is drawn as wide as it is high
    std::filesystem::path folder;
    bool hasEngine = true; ///< else only the cache is looked into

    bool operator==(const Order& other) const
    {
        return latents == other.latents && positions == other.positions && hasEqualUnits == other.hasEqualUnits;
    }
};

using Measured = std::optional<MapTrust>; ///< none: it has to be computed, and there is no engine

/// The samples with a place, and those places as they are drawn.
struct Placed
{
    std::vector<std::uint32_t> samples;
    std::shared_ptr<const LatentTable> latents;
    LatentTable places;
};

LatentTable placesOf(const LatentTable& positions, const std::vector<std::uint32_t>& samples, bool hasEqualUnits)
{
    LatentTable places(samples.size(), 2);
    for (std::size_t axis = 0; axis < std::min<std::size_t>(2, positions.columns()); ++axis) {
        float low = std::numeric_limits<float>::infinity();
        float high = -low;
        for (const std::uint32_t sample : samples) {
            low = std::min(low, positions.row(sample)[axis]);
            high = std::max(high, positions.row(sample)[axis]);
        }
        const float unit = hasEqualUnits || !(high > low) ? 1 : high - low;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            places.row(i)[axis] = positions.row(samples[i])[axis] / unit;
        }
    }
    return places;
}

Placed placed(const Order& order)
{
    Placed all;
    for (std::uint32_t sample = 0; sample < order.positions->rows(); ++sample) {
        const LatentView place =
            order.positions->row(sample).first(std::min<std::size_t>(2, order.positions->columns()));
        if (std::ranges::all_of(place, [](float value) { return std::isfinite(value); })) {
            all.samples.push_back(sample);
        }
    }
    all.places = placesOf(*order.positions, all.samples, order.hasEqualUnits);
    all.latents = order.latents;
    if (all.samples.size() < order.latents->rows()) {
        auto some = std::make_shared<LatentTable>(all.samples.size(), order.latents->columns());
        for (std::size_t i = 0; i < all.samples.size(); ++i) {
            std::ranges::copy(order.latents->row(all.samples[i]), some->row(i).begin());
        }
        all.latents = std::move(some);
    }
    return all;
}

Measured measured(const LiveEngine& engine, const Order& order, const Placed& all, const JobControl& control)
{
    const std::string key = trustKey(*all.latents, all.places);
    if (auto found = cachedTrust(order.folder, key, all.samples.size())) {
        return found;
    }
    if (!order.hasEngine) {
        return std::nullopt;
    }
    const std::unique_ptr<EngineProcess> process = engine.startJobEngine();
    process->client().setDeadline(secondsApart, {});
    const std::stop_callback atOnce(control.stop, [&process] { process->client().abort(); });
    MapTrust trust = process->client().trust(*all.latents, all.places, {}, control);
    try {
        cacheTrust(order.folder, key, trust);
    } catch (const std::exception&) { // it is measured again another time
    }
    return trust;
}

/// Samples without a place have no trust.
Measured measure(const LiveEngine& engine, const Order& order, const JobControl& control)
{
    const Placed all = placed(order);
    Measured found = measured(engine, order, all, control);
    if (found && all.samples.size() < order.positions->rows()) {
        std::vector<float> values(order.positions->rows(), std::numeric_limits<float>::quiet_NaN());
        for (std::size_t i = 0; i < all.samples.size(); ++i) {
            values[all.samples[i]] = found->values[i];
        }
        found->values = std::move(values);
    }
    return found;
}

} // namespace

struct ShownTrust::Impl
{
    ShownTrust& self;
    const Session& session;
    LiveEngine& engine;
    const ShownMap& map;
    const TsneLayout& tsne;
    std::filesystem::path folder;
    IsAsked isAsked;
    std::optional<Order> order; ///< that `trust` is of, or will be
    std::shared_ptr<const MapTrust> trust;
    QString message;
    bool isWaiting = false; ///< for an engine
    LatestJob<Measured> job{Supersede::StopRunning, [this](Outcome<Measured> outcome) { receive(std::move(outcome)); },
                            [this](double fraction) { Q_EMIT self.progressed(fraction); }};

    void tell(std::shared_ptr<const MapTrust> next, const QString& why)
    {
        const bool isNew = trust != next || message != why;
        trust = std::move(next);
        message = why;
        if (isNew) {
            Q_EMIT self.changed();
        }
    }

    void forget(const QString& why)
    {
        const bool wasRunning = job.isBusy();
        job.cancel();
        isWaiting = false;
        order.reset();
        tell(nullptr, why);
        if (wasRunning) {
            Q_EMIT self.runningChanged();
        }
    }

    /// What the session asks for.
    void refresh()
    {
        const SessionState& state = session.state();
        const MapContent& content = map.content();
        const auto latents = state.space ? state.space->latents : nullptr;
        const bool hasMap = latents && content.positions && content.positions->rows() == latents->rows();
        if (!isAsked(state) || !hasMap) {
            return forget({});
        }
        if (state.projection.kind == MapKind::Tsne && tsne.isRunning()) {
            return forget(tr("Trust is measured once the map stands still."));
        }
        const Order next{latents, content.positions, content.hasEqualUnits, folder, !engine.currentProgram().empty()};
        if (order != next) {
            run(next);
        }
    }

    void run(const Order& next)
    {
        order = next;
        isWaiting = false;
        tell(nullptr, tr("Measuring how far each place can be trusted…"));
        job.request([&engine = engine, next](const JobControl& control) { return measure(engine, next, control); });
        Q_EMIT self.runningChanged();
    }

    void engineChanged()
    {
        if (!isWaiting) {
            return;
        }
        if (!engine.currentProgram().empty()) {
            Order next = *order;
            next.hasEngine = true;
            run(next);
        } else if (engine.hasGivenUp()) { // nobody shall wait for what will not come
            isWaiting = false;
            tell(nullptr,
                 tr("Measuring trust needs the engine, which is not running. Engine > Restart engine starts it."));
        }
    }

    void receive(Outcome<Measured> outcome)
    {
        Q_EMIT self.runningChanged();
        if (const auto* failure = std::get_if<Failure>(&outcome)) {
            return tell(nullptr, QString::fromStdString(failure->message));
        }
        if (Measured& found = std::get<Measured>(outcome)) {
            return tell(std::make_shared<const MapTrust>(std::move(*found)), {});
        }
        isWaiting = true;
        tell(nullptr, tr("Trust is measured once the engine is running."));
        engineChanged(); // perhaps it is by now
    }
};

ShownTrust::ShownTrust(const Session& session, LiveEngine& engine, const ShownMap& map, const TsneLayout& tsne,
                       std::filesystem::path folder, IsAsked isAsked, QObject* parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this,
                      .session = session,
                      .engine = engine,
                      .map = map,
                      .tsne = tsne,
                      .folder = std::move(folder),
                      .isAsked = std::move(isAsked)})
{
    connect(&session, &Session::spaceChanged, this, [this] { m_impl->refresh(); });
    connect(&session, &Session::mapChanged, this, [this] { m_impl->refresh(); });
    connect(&map, &ShownMap::changed, this, [this] { m_impl->refresh(); });
    connect(&map, &ShownMap::moved, this, [this] { m_impl->refresh(); });
    connect(&tsne, &TsneLayout::runningChanged, this, [this] { m_impl->refresh(); });
    connect(&engine, &LiveEngine::ready, this, [this] { m_impl->engineChanged(); });
    connect(&engine, &LiveEngine::statusChanged, this, [this] { m_impl->engineChanged(); });
    m_impl->refresh();
}

ShownTrust::~ShownTrust() = default;

std::shared_ptr<const MapTrust> ShownTrust::trust() const
{
    return m_impl->trust;
}

QString ShownTrust::message() const
{
    return m_impl->message;
}

bool ShownTrust::isRunning() const
{
    return m_impl->job.isBusy();
}

void ShownTrust::stop()
{
    if (isRunning()) {
        m_impl->job.cancel();
        m_impl->tell(nullptr,
                     tr("Measuring trust was stopped. Colour by something else, then by trust again, to measure it."));
        Q_EMIT runningChanged();
    }
}
