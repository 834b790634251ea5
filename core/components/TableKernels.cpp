// SPDX-License-Identifier: GPL-3.0-or-later
#include "components/TableKernels.h"

#include <array>

extern const TableKernels plainTableKernels;
#if defined(__x86_64__)
extern const TableKernels avx2TableKernels;
extern const TableKernels avx512TableKernels;
#endif

namespace {

struct Available
{
    std::array<const TableKernels*, 3> kernels = {&plainTableKernels};
    std::size_t count = 1;
};

const Available& available()
{
    static const Available found = [] {
        Available all;
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            all.kernels[all.count++] = &avx2TableKernels;
        }
        if (__builtin_cpu_supports("avx512f")) {
            all.kernels[all.count++] = &avx512TableKernels;
        }
#endif
        return all;
    }();
    return found;
}

} // namespace

const TableKernels& tableKernels()
{
    return *available().kernels[available().count - 1];
}

const TableKernels* const* allTableKernels(std::size_t* count)
{
    *count = available().count;
    return available().kernels.data();
}
