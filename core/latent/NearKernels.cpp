// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/NearKernels.h"

#include <array>

extern const NearKernels plainNearKernels;
#if defined(__x86_64__)
extern const NearKernels avx2NearKernels;
extern const NearKernels avx512NearKernels;
#endif

namespace {

struct Available
{
    std::array<const NearKernels*, 3> kernels = {&plainNearKernels};
    std::size_t count = 1;
};

const Available& available()
{
    static const Available found = [] {
        Available all;
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx2")) {
            all.kernels[all.count++] = &avx2NearKernels;
        }
        if (__builtin_cpu_supports("avx512bw")) {
            all.kernels[all.count++] = &avx512NearKernels;
        }
#endif
        return all;
    }();
    return found;
}

} // namespace

const NearKernels& nearKernels()
{
    return *available().kernels[available().count - 1];
}

const NearKernels* const* allNearKernels(std::size_t* count)
{
    *count = available().count;
    return available().kernels.data();
}
