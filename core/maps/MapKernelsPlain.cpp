// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/MapKernels.inc"

extern const MapKernels plainMapKernels;
const MapKernels plainMapKernels = {"plain",  attract, edgeLogs,    repel,     gaussianSums,
                                    gaussian, below,   toDistances, countBelow};
