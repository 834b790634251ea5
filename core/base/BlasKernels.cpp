// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/BlasKernels.h"

#include <unistd.h>

#include <cstdlib>

std::string blasKernels()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        return "SkylakeX";
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return "Haswell";
    }
#endif
    return {};
}

void restartWithBlasKernels(char** arguments)
{
    const std::string kernels = blasKernels();
    if (!kernels.empty() && std::getenv(blasKernelsVariable) == nullptr) {
        ::setenv(blasKernelsVariable, kernels.c_str(), 1);
        ::execv("/proc/self/exe", arguments); // when it cannot be started again, it runs as it is
    }
}
