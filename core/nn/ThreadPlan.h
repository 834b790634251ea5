// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

/// How many threads ATen and BLAS use. ATen's own setting does not reach OpenBLAS, so both are set.
struct ThreadPlan
{
    int aten = 1;
    int blas = 1;
};

void applyThreads(const ThreadPlan& plan);
/// Times `work` under a few plans (1 thread everywhere first) and applies the fastest; more threads must win by a clear
/// margin, because on a busy machine one thread everywhere has by far the shortest tail. Takes at most `budgetMs`.
ThreadPlan measureThreads(const std::function<void()>& work, double budgetMs = 150);
