// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/DirectionInput.h"

#include "base/UserError.h"
#include "space/NpyFile.h"

#include <algorithm>

LatentVector directionIn(const std::string& file, std::size_t size)
{
    const LatentTable table = readLatents(file);
    requireFinite(table, file);
    if (table.rows() != 1 || table.columns() != size) {
        throw UserError(file + ": holds " + std::to_string(table.rows()) + " x " + std::to_string(table.columns()) +
                        " numbers; an axis of these latents is one row of " + std::to_string(size) +
                        ". Give a direction of this space.");
    }
    if (std::ranges::all_of(table.values(), [](float value) { return value == 0; })) {
        throw UserError(file + ": is zero, which is no direction. Give another vector.");
    }
    return {table.row(0).begin(), table.row(0).end()};
}
