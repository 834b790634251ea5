// SPDX-License-Identifier: GPL-3.0-or-later
#include "wall/Wall.h"

#include "wall/EveryThread.h"
#include "wall/Landlock.h"
#include "wall/SyscallFilter.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <fstream>

namespace {

/// Bytes of private memory at hand; a sanitizer's shadow counts, of which there is no end.
std::uint64_t privateBytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        constexpr std::string_view name = "VmData:";
        if (line.starts_with(name)) {
            std::uint64_t kilobytes = 0;
            const std::size_t digits = line.find_first_of("0123456789");
            std::from_chars(line.data() + digits, line.data() + line.size(), kilobytes);
            return kilobytes << 10;
        }
    }
    return 0;
}

void limit(__rlimit_resource what, std::uint64_t most)
{
    const rlimit both = {most, most};
    ::setrlimit(what, &both);
}

/// Private memory is what a model fills; address space is not limited, which CUDA reserves by the terabyte.
void limitMemory(std::uint64_t bytes)
{
    if (privateBytes() < bytes) {
        limit(RLIMIT_DATA, bytes);
    }
    std::signal(SIGXFSZ, SIG_IGN);
    limit(RLIMIT_FSIZE, bytes); // of one shared table: memory files count as files
    limit(RLIMIT_CORE, 0);
    // When the system runs out all the same, this process ends, not the window.
    const int score = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        (void)!::write(score, "1000", 4);
        ::close(score);
    }
}

void limitPriority()
{
    limit(RLIMIT_NICE, 0);
    limit(RLIMIT_RTPRIO, 0);
}

/// The first process of a namespace hears no signal but those that it handles: it ends as others would.
void endBySignals()
{
    for (const int signal : {SIGTERM, SIGHUP, SIGQUIT, SIGABRT}) {
        struct sigaction end = {};
        end.sa_handler = [](int number) { ::_exit(128 + number); };
        ::sigaction(signal, &end, nullptr);
    }
}

bool dropCapabilities()
{
    __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2] = {};
    return ::syscall(SYS_capset, &header, none) == 0;
}

} // namespace

Sandbox raiseWall(const SandboxWish& wish, const std::string& bubblewrapProblem)
{
    if (wish.most == SandboxLevel::None) {
        return {SandboxLevel::None, "it was switched off"};
    }
    const bool isInBubblewrap = wish.most == SandboxLevel::Bubblewrap && ::getpid() == 1;
    if (isInBubblewrap) {
        endBySignals();
    }
    limitMemory(memoryLimit(wish));
    limitPriority();

    std::string problem;
    SandboxLevel level = SandboxLevel::Seccomp;
    const bool hasGpu = hasGpuDevices();
    const bool wantsLandlock = wish.most >= SandboxLevel::Landlock;
    const Landlock landlock;
    const bool hasLandlock = wantsLandlock && landlock.problem().empty();
    const bool areAllBound = onEveryThread([&] {
        return dropCapabilities() && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
               (!hasLandlock || landlock.restrictThisThread());
    });
    if (hasLandlock && areAllBound) {
        level = SandboxLevel::Landlock;
    } else if (wantsLandlock) {
        problem = landlock.problem().empty() ? "a thread could not be bound by Landlock" : landlock.problem();
    }
    const std::string filterProblem = filterSystemCalls(hasGpu);
    if (!filterProblem.empty()) {
        return {isInBubblewrap ? SandboxLevel::Bubblewrap : SandboxLevel::None,
                isInBubblewrap ? "bubblewrap alone: " + filterProblem : filterProblem};
    }
    const std::string parts =
        std::string(level == SandboxLevel::Landlock ? "Landlock " + std::to_string(landlock.version()) + " and " : "") +
        "seccomp";
    if (isInBubblewrap) {
        return {SandboxLevel::Bubblewrap, "bubblewrap, " + parts};
    }
    problem = problem.empty() ? bubblewrapProblem : problem;
    return {level, problem.empty() ? parts : parts + "; " + problem};
}
