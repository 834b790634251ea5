// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/TsneStart.h"

#include "latent/PortableRandom.h"
#include "latent/TsneRules.h"
#include "maps/OneBlasThread.h"
#include "maps/Pca.h"

#include <algorithm>
#include <cmath>

std::vector<float> tsneStart(const LatentTable& table, const TsneOptions& options, const JobControl& control)
{
    JobControl quiet;
    quiet.stop = control.stop;
    std::vector<float> positions(2 * table.rows());
    PortableRandom random(options.seed, 0);
    for (float& position : positions) {
        position = static_cast<float>(random.normal() * tsneStartDeviation / 100);
    }
    if (table.rows() < 3 || table.columns() == 0) {
        return positions;
    }
    const OneBlasThread oneThread; // else the start would depend on how many there are
    const PrincipalComponents components = fitPca(table, {.components = 2, .threads = options.threads}, quiet);
    if (control.stop.stop_requested()) {
        return positions; // there are no components then
    }
    const LatentTable coordinates = coordinatesOf(components, table, quiet);
    if (coordinates.isEmpty() || !(components.explainedVariance.at(0) > 0)) {
        return positions;
    }
    const double scale = tsneStartDeviation / std::sqrt(components.explainedVariance[0]);
    for (std::size_t i = 0; i < coordinates.rows(); ++i) {
        for (std::size_t axis = 0; axis < std::min<std::size_t>(2, coordinates.columns()); ++axis) {
            positions[2 * i + axis] += static_cast<float>(static_cast<double>(coordinates.row(i)[axis]) * scale);
        }
    }
    return positions;
}
