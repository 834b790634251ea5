// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

/// The library that answers LibTorch's calls of BLAS, as "OpenBLAS 0.3.21 …"; with a warning where it is the slow
/// reference BLAS.
[[nodiscard]] std::string blasName();
