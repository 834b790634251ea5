// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/KeptMapEdits.h"

#include "space/KeepMap.h"

#include <algorithm>

void keepMapOfState(SessionState& state, SavedMap map)
{
    const std::string name = map.name;
    state.space = withMap(*state.space, std::move(map));
    state.projection.kind = MapKind::Kept;
    state.projection.kept = name;
}

void removeKeptMap(SessionState& state, const std::string& name)
{
    const std::vector<SavedMap>& before = state.space->manifest.maps; // until the space is another one
    const auto place = static_cast<std::size_t>(std::ranges::find(before, name, &SavedMap::name) - before.begin());
    state.space = withoutMap(*state.space, name);
    if (state.projection.kept != name) {
        return;
    }
    const std::vector<SavedMap>& left = state.space->manifest.maps;
    state.projection.kept = left.empty() ? std::string() : left[std::min(place, left.size() - 1)].name;
    if (left.empty() && state.projection.kind == MapKind::Kept) {
        state.projection.kind = MapKind::PrincipalComponents;
    }
}

void renameKeptMap(SessionState& state, const std::string& name, const std::string& next)
{
    if (next == name) {
        return;
    }
    state.space = withRenamedMap(*state.space, name, next);
    if (state.projection.kept == name) {
        state.projection.kept = next;
    }
}
