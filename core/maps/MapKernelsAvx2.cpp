// SPDX-License-Identifier: GPL-3.0-or-later
#if defined(__x86_64__)
#include "maps/MapKernels.inc"

extern const MapKernels avx2MapKernels;
const MapKernels avx2MapKernels = {"avx2",   attract, edgeLogs,    repel,     gaussianSums,
                                   gaussian, below,   toDistances, countBelow};
#endif
