// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/MapProjection.h"

void renameAxes(std::array<MapAxis, 2>& axes, MapAxis::Kind kind, const std::string& before, const std::string& name)
{
    const auto standsFor = [&](const MapAxis& axis) {
        const bool isAcross = kind == MapAxis::Kind::Attribute && axis.kind == MapAxis::Kind::Component;
        return (axis.kind == kind || (isAcross && !axis.name.empty())) && axis.name == before;
    };
    for (MapAxis& axis : axes) {
        if (standsFor(axis)) {
            axis.name = name;
        }
    }
}
