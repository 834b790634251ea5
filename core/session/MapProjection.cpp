// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/MapProjection.h"

void renameAxes(std::array<MapAxis, 2>& axes, MapAxis::Kind kind, const std::string& before, const std::string& name)
{
    for (MapAxis& axis : axes) {
        if (axis.kind == kind && axis.name == before) {
            axis.name = name;
        }
    }
}
