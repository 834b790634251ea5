// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/MapKernels.h"

#include "base/KernelSets.h"

extern const MapKernels plainMapKernels;
#if defined(__x86_64__)
extern const MapKernels avx2MapKernels;
extern const MapKernels avx512MapKernels;
#endif

namespace {

const KernelSets<MapKernels>& available()
{
    static const KernelSets<MapKernels> found = [] {
        KernelSets<MapKernels> all(plainMapKernels);
#if defined(__x86_64__)
        all.add(avx2MapKernels, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
        all.add(avx512MapKernels, __builtin_cpu_supports("avx512f"));
#endif
        return all;
    }();
    return found;
}

} // namespace

const MapKernels& mapKernels()
{
    return available().best();
}

const MapKernels* const* allMapKernels(std::size_t* count)
{
    *count = available().count;
    return available().sets.data();
}
