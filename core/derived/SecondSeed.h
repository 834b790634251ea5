// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/PointPlacement.h"
#include "derived/SeedAgreement.h"
#include "derived/ShownMap.h"
#include "derived/ShownTrust.h"

/// The t-SNE map of another seed that the session wants beside the first one: what is alike on both is hardly chance.
/// It is computed when the first one is at rest.
class SecondSeed
{
public:
    SecondSeed(const Session& session, LiveEngine& engine, const std::filesystem::path& folder, const TsneLayout& first)
        : tsne(session, engine, folder, [&first](const SessionState& state) { return wish(state, first); })
        , shown(session, tsne)
        , placement(session, shown)
        , trust(session, engine, shown, tsne, folder, isTrustShown)
        , agreement(first, tsne)
    {
        QObject::connect(&first, &TsneLayout::runningChanged, &tsne, &TsneLayout::refresh);
    }

    TsneLayout tsne;
    ShownMap shown;
    PointPlacement placement;
    ShownTrust trust;
    SeedAgreement agreement;

private:
    [[nodiscard]] static bool isTrustShown(const SessionState& state)
    {
        const bool isBeside = state.projection.kind == MapKind::Tsne && state.projection.besideSeed;
        return isBeside && state.map.coloursByTrust;
    }
    [[nodiscard]] static TsneWish wish(const SessionState& state, const TsneLayout& first)
    {
        const MapProjection& projection = state.projection;
        TsneWish wish;
        if (projection.besideSeed) {
            wish.options = projection.tsne;
            wish.options->seed = *projection.besideSeed;
            wish.mayStart = projection.kind == MapKind::Tsne && !first.isRunning();
        }
        return wish;
    }
};
