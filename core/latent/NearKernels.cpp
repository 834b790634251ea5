// SPDX-License-Identifier: GPL-3.0-or-later
#include "latent/NearKernels.h"

#include "base/KernelSets.h"

extern const NearKernels plainNearKernels;
#if defined(__x86_64__)
extern const NearKernels avx2NearKernels;
extern const NearKernels avx512NearKernels;
#endif

namespace {

const KernelSets<NearKernels>& available()
{
    static const KernelSets<NearKernels> found = [] {
        KernelSets<NearKernels> all(plainNearKernels);
#if defined(__x86_64__)
        all.add(avx2NearKernels, __builtin_cpu_supports("avx2"));
        all.add(avx512NearKernels, __builtin_cpu_supports("avx512bw"));
#endif
        return all;
    }();
    return found;
}

} // namespace

const NearKernels& nearKernels()
{
    return available().best();
}

const NearKernels* const* allNearKernels(std::size_t* count)
{
    *count = available().count;
    return available().sets.data();
}
