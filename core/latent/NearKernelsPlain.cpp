// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/NearKernels.inc"

extern const NearKernels plainNearKernels;
const NearKernels plainNearKernels = {"plain", within};
