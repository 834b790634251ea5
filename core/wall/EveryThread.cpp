// SPDX-License-Identifier: GPL-3.0-or-later
#include "wall/EveryThread.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;

enum class Answer { None, Yes, No };

// A signal handler sees nothing but these.
std::atomic<const std::function<bool()>*> handed = nullptr;
std::atomic<Answer> answer = Answer::None;

void runHanded(int)
{
    const int kept = errno;
    if (const auto* work = handed.exchange(nullptr)) {
        answer = (*work)() ? Answer::Yes : Answer::No;
    }
    errno = kept;
}

std::set<pid_t> threads()
{
    std::set<pid_t> all;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc/self/task", ignored)) {
        const std::string name = entry.path().filename().string();
        pid_t thread = 0;
        std::from_chars(name.data(), name.data() + name.size(), thread);
        all.insert(thread);
    }
    return all;
}

/// Whether the thread has run it; one that has ended meanwhile needs not.
bool runOn(pid_t thread, int signal, const std::function<bool()>& work)
{
    constexpr std::chrono::seconds patience{2};
    answer = Answer::None;
    handed = &work;
    if (::syscall(SYS_tgkill, ::getpid(), thread, signal) != 0) {
        handed = nullptr;
        return errno == ESRCH;
    }
    const auto until = std::chrono::steady_clock::now() + patience;
    while (answer == Answer::None) {
        if (std::chrono::steady_clock::now() > until && handed.exchange(nullptr) != nullptr) {
            return false; // it blocks the signal
        }
        ::poll(nullptr, 0, 0);
    }
    return answer == Answer::Yes;
}

} // namespace

bool onEveryThread(const std::function<bool()>& work)
{
    const int signal = SIGRTMAX - 3;
    struct sigaction mine = {};
    struct sigaction before = {};
    mine.sa_handler = runHanded;
    mine.sa_flags = SA_RESTART;
    ::sigaction(signal, &mine, &before);
    const pid_t self = ::gettid();
    bool isDone = true;
    for (const pid_t thread : threads()) {
        isDone = (thread == self || runOn(thread, signal, work)) && isDone;
    }
    ::sigaction(signal, &before, nullptr);
    return work() && isDone;
}
