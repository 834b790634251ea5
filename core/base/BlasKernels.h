// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

/// OpenBLAS reads it once, while it is loaded.
inline constexpr const char* blasKernelsVariable = "OPENBLAS_CORETYPE";

/// OpenBLAS's kernels for this CPU, for that variable; empty: left to OpenBLAS. Debian 12's takes those of 2004 (SSE3)
/// on every CPU newer than itself, a fifth of the speed. Engines are started with it.
[[nodiscard]] std::string blasKernels();

/// For a program's first line: starts it again with `blasKernels`, unless the variable is set.
void restartWithBlasKernels(char** arguments);
