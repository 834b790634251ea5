// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineEntry.h"

#include "engine/EngineServer.h"

#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <iostream>

namespace {

/// Every run of a model takes and frees the same megabytes. By its own rules the C library gives them back to the
/// system each time, and the next run spends a third of its time on fetching empty pages.
void keepFreedMemory()
{
#ifdef __GLIBC__
    constexpr int mappedApart = 32 << 20; ///< the most that malloc(3) allows: what is larger goes back at once
    constexpr int mostKept = 128 << 20;
    ::mallopt(M_MMAP_THRESHOLD, mappedApart);
    ::mallopt(M_TRIM_THRESHOLD, mostKept);
#endif
}

} // namespace

void prepareEngineProcess()
{
    keepFreedMemory();
    const rlimit none = {0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGINT, SIG_IGN); // Ctrl+C is the client's to answer, which may want to keep what was learned
    const char* const named = std::getenv(engineRoleVariable);
    const std::string_view role = named != nullptr ? named : "live";
    if (role == "job" || role == "helper") {
        ::setpriority(PRIO_PROCESS, 0, role == "job" ? 10 : 15);
        const sched_param parameter = {};
        ::sched_setscheduler(0, SCHED_BATCH, &parameter);
    } else {
        ::setpriority(PRIO_PROCESS, 0, -5); // refused without the right to: then it stays as it is
    }
}

SandboxWish wishedSandbox()
{
    SandboxWish wish;
    const char* const name = std::getenv(engineSandboxVariable);
    for (const auto& level : sandboxLevels) {
        if (name != nullptr && std::string_view(name) == level.second) {
            wish.most = level.first;
        }
    }
    if (const char* bytes = std::getenv(engineMemoryVariable)) {
        std::from_chars(bytes, bytes + std::string_view(bytes).size(), wish.memoryBytes);
    }
    return wish;
}

std::string bubblewrapProblem()
{
    const char* const problem = std::getenv(engineProblemVariable);
    return problem != nullptr ? problem : "";
}

int runEngine(EngineBackend& backend, const Sandbox& sandbox)
{
    struct stat status = {};
    if (::fstat(engineSocket, &status) != 0 || !S_ISSOCK(status.st_mode)) {
        std::cerr << "This program is started by morphoscope and morphoscope-cli; there is nothing to do alone.\n";
        return 1;
    }
    ::fcntl(engineSocket, F_SETFD, FD_CLOEXEC);
    // A model may never return and LibTorch's threads may never end: leaving is all that is sure to work.
    EngineServer server(
        FileDescriptor(engineSocket), backend, [] { ::_exit(0); }, sandbox);
    server.run();
    ::_exit(0);
}
