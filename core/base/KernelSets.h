// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

/// Functions that there are once for each instruction set, as far as this processor runs them: the plain ones first,
/// the best last.
template <class Kernels> struct KernelSets
{
    explicit KernelSets(const Kernels& plain)
        : sets{&plain}
    {
    }
    void add(const Kernels& kernels, bool runHere)
    {
        if (runHere) {
            sets[count++] = &kernels;
        }
    }
    [[nodiscard]] const Kernels& best() const { return *sets[count - 1]; }

    std::array<const Kernels*, 3> sets;
    std::size_t count = 1;
};
