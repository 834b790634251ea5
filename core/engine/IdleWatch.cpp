// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/IdleWatch.h"

#include <condition_variable>
#include <ctime>
#include <mutex>
#include <optional>

namespace {

using Seconds = std::chrono::duration<double>;

/// Of all threads of the process, ended ones included; none when it is gone. One that was just started on a busy
/// machine has had no time yet.
std::optional<Seconds> processorTimeOf(pid_t pid)
{
    clockid_t clock = {};
    timespec time = {};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) {
        return {};
    }
    return Seconds(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

/// Returns true when `stop` came first.
bool waitFor(std::chrono::seconds time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait_for(lock, stop, time, [] { return false; });
    return stop.stop_requested();
}

void watch(const EngineClient& client, pid_t pid, const std::function<void()>& stopEngine, const std::stop_token& stop)
{
    constexpr int mostPeriods = 2;
    constexpr double mostShare = 0.1; // of one processor, of which a busy machine may grant no more
    int busy = 0;
    while (true) {
        const auto idle = client.idleSince();
        const std::optional<Seconds> before = processorTimeOf(pid);
        if (!before || waitFor(IdleWatch::period, stop)) {
            return;
        }
        const bool wasIdle = idle && client.idleSince() == idle;
        const Seconds used = processorTimeOf(pid).value_or(*before) - *before;
        busy = wasIdle && used > mostShare * IdleWatch::period ? busy + 1 : 0;
        if (busy == mostPeriods) {
            stopEngine();
            return;
        }
    }
}

} // namespace

IdleWatch::IdleWatch(const EngineClient& client, pid_t pid, std::function<void()> stop)
    : m_thread([&client, pid, stopEngine = std::move(stop)](const std::stop_token& ended) {
        watch(client, pid, stopEngine, ended);
    })
{
}
