// SPDX-License-Identifier: GPL-3.0-or-later
#if defined(__x86_64__)
#include "latent/NearKernels.inc"

extern const NearKernels avx2NearKernels;
const NearKernels avx2NearKernels = {"avx2", within};
#endif
