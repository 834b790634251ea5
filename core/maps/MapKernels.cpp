// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/MapKernels.h"

#include <array>

extern const MapKernels plainMapKernels;
#if defined(__x86_64__)
extern const MapKernels avx2MapKernels;
extern const MapKernels avx512MapKernels;
#endif

namespace {

struct Available
{
    std::array<const MapKernels*, 3> kernels = {&plainMapKernels};
    std::size_t count = 1;
};

const Available& available()
{
    static const Available found = [] {
        Available all;
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            all.kernels[all.count++] = &avx2MapKernels;
        }
        if (__builtin_cpu_supports("avx512f")) {
            all.kernels[all.count++] = &avx512MapKernels;
        }
#endif
        return all;
    }();
    return found;
}

} // namespace

const MapKernels& mapKernels()
{
    return *available().kernels[available().count - 1];
}

const MapKernels* const* allMapKernels(std::size_t* count)
{
    *count = available().count;
    return available().kernels.data();
}
