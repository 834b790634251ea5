// SPDX-License-Identifier: GPL-3.0-or-later
#include "components/TableKernels.inc"

extern const TableKernels plainTableKernels;
const TableKernels plainTableKernels = {"plain", addColumns, centre, scatter};
