// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ThreadPlan.h"

#include <ATen/Parallel.h>

#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

namespace {

double millisecondsOf(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

void applyThreads(const ThreadPlan& plan)
{
    at::set_num_threads(plan.aten); // MKL and oneDNN follow it, OpenBLAS does not
    using SetThreads = void (*)(int);
    // Looked up while running: which BLAS answers is the system's choice, and LibTorch may bring its own.
    for (const char* name : {"openblas_set_num_threads", "scipy_openblas_set_num_threads"}) {
        if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, name))) {
            set(plan.blas);
        }
    }
}

ThreadPlan measureThreads(const std::function<void()>& work, double budgetMs)
{
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    std::vector<ThreadPlan> plans{{1, 1}};
    for (const int threads : {2, 4, 8}) {
        if (threads <= cores) {
            plans.push_back({threads, threads});
        }
    }
    constexpr double clearMargin = 0.75; // more threads must be a third faster
    ThreadPlan best = plans.front();
    double bestMs = 0;
    for (const ThreadPlan& plan : plans) {
        applyThreads(plan);
        work(); // the pool grows in the first call
        std::vector<double> times;
        double spent = 0;
        const double share = budgetMs / static_cast<double>(plans.size());
        while (times.empty() || (times.size() < 15 && spent < share) || (times.size() < 3 && spent < 4 * share)) {
            times.push_back(millisecondsOf(work));
            spent += times.back();
        }
        const double time = median(times);
        if (plan.aten == 1 || time < clearMargin * bestMs) {
            best = plan;
            bestMs = time;
        }
    }
    applyThreads(best);
    return best;
}
