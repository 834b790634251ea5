// SPDX-License-Identifier: GPL-3.0-or-later
#if defined(__x86_64__)
#include "components/TableKernels.inc"

extern const TableKernels avx512TableKernels;
const TableKernels avx512TableKernels = {"avx512", addColumns, centre, scatter};
#endif
