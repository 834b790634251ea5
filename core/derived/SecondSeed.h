// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/PointPlacement.h"
#include "derived/SeedAgreement.h"
#include "derived/ShownMap.h"

/// The t-SNE map of another seed that the session wants beside the first one: what is alike on both is hardly chance.
/// It is computed when the first one is at rest.
class SecondSeed
{
public:
    SecondSeed(const Session& session, LiveEngine& engine, const std::filesystem::path& folder, const TsneLayout& first)
        : tsne(session, engine, folder, [&first](const SessionState& state) { return wish(state, first); })
        , shown(session, tsne)
        , placement(session, shown)
        , agreement(first, tsne)
    {
        QObject::connect(&first, &TsneLayout::runningChanged, &tsne, &TsneLayout::refresh);
    }

    TsneLayout tsne;
    ShownMap shown;
    PointPlacement placement;
    SeedAgreement agreement;

private:
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
