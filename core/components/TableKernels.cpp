// SPDX-License-Identifier: GPL-3.0-or-later
#include "components/TableKernels.h"

#include "base/KernelSets.h"

extern const TableKernels plainTableKernels;
#if defined(__x86_64__)
extern const TableKernels avx2TableKernels;
extern const TableKernels avx512TableKernels;
#endif

namespace {

const KernelSets<TableKernels>& available()
{
    static const KernelSets<TableKernels> found = [] {
        KernelSets<TableKernels> all(plainTableKernels);
#if defined(__x86_64__)
        all.add(avx2TableKernels, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
        all.add(avx512TableKernels, __builtin_cpu_supports("avx512f"));
#endif
        return all;
    }();
    return found;
}

} // namespace

const TableKernels& tableKernels()
{
    return available().best();
}

const TableKernels* const* allTableKernels(std::size_t* count)
{
    *count = available().count;
    return available().sets.data();
}
