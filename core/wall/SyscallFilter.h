// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

/// Lets all threads of this process make only the system calls that LibTorch, OpenCV, BLAS, CUDA and the C library need
/// (libseccomp): no sockets, no processes and programs, no other process's memory, no files made, changed or removed.
/// Refused calls fail with EPERM; those that a C library tries before older ones with ENOSYS. Without `hasGpu`, files
/// open for reading only. Empty when it stands, else why it does not.
[[nodiscard]] std::string filterSystemCalls(bool hasGpu);
