// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/PointText.h"
#include "session/SessionState.h"
#include "space/GeneratedSamples.h"

/// One JSON file: version, the space's path and hash, the state and the view. Written atomically.
void writeSession(const std::filesystem::path& file, const SessionState& state, const SessionView& view = {});

/// Reads a session and opens its space. Throws UserError naming the file and what is wrong (of a newer version, the
/// space is gone, …). A space whose hash changed opens, with `warning` set.
struct ReadSession
{
    SessionState state;
    SessionView view;
    std::string warning;
    /// Generated samples that are no longer in the cache: they have to be made again. The state has the space's own
    /// samples meanwhile; `lost` has what it had for the generated ones.
    std::optional<GenerationRecipe> recipe = std::nullopt;
    std::optional<SessionState> lost = std::nullopt;
};
/// `generated` is the folder of generated sets.
[[nodiscard]] ReadSession readSession(const std::filesystem::path& file, const std::filesystem::path& generated = {});
