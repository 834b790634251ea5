// SPDX-License-Identifier: GPL-3.0-or-later
#if defined(__x86_64__)
#include "components/TableKernels.inc"

extern const TableKernels avx2TableKernels;
const TableKernels avx2TableKernels = {"avx2", addColumns, centre, scatter};
#endif
