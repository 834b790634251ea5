// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineProcess.h"

#include "base/BlasKernels.h"
#include "engine/Channel.h"
#include "engine/EngineEntry.h"
#include "engine/EngineLog.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>

extern char** environ;

namespace {

[[noreturn]] void cannotStart(const std::filesystem::path& program, int error)
{
    throw UserError("The engine " + program.string() + " cannot be started: " + std::strerror(error) +
                    ". Build or install it again, or choose another engine.");
}

/// This process's environment with our settings, which libraries read while they are loaded.
std::vector<std::string> engineEnvironment(EngineRole role)
{
    std::vector<std::string> ours = {"OMP_WAIT_POLICY=passive", "GOMP_SPINCOUNT=0",
                                     std::string(engineRoleVariable) + (role == EngineRole::Job ? "=job" : "=live")};
    if (const std::string kernels = blasKernels(); !kernels.empty() && std::getenv(blasKernelsVariable) == nullptr) {
        ours.push_back(blasKernelsVariable + ('=' + kernels));
    }
    std::vector<std::string> all = ours;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const bool isOurs = std::any_of(ours.begin(), ours.end(), [&](const std::string& setting) {
            return text.starts_with(std::string_view(setting).substr(0, setting.find('=') + 1));
        });
        if (!isOurs) {
            all.emplace_back(text);
        }
    }
    return all;
}

pid_t spawn(const std::filesystem::path& program, EngineRole role, int socket, int log)
{
    std::vector<std::string> environment = engineEnvironment(role);
    std::vector<char*> entries;
    for (std::string& entry : environment) {
        entries.push_back(entry.data());
    }
    entries.push_back(nullptr);
    std::string name = program.string();
    std::array<char*, 2> arguments = {name.data(), nullptr};

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, log, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, log, STDERR_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, socket, engineSocket);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, name.c_str(), &actions, &attributes, arguments.data(), entries.data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        cannotStart(program, error);
    }
    return pid;
}

std::string endingOf(const siginfo_t& information)
{
    const int value = information.si_status;
    if (information.si_code == CLD_EXITED) {
        return "ended with exit status " + std::to_string(value);
    }
    const char* const name = ::sigdescr_np(value);
    return "ended by signal " + std::to_string(value) + (name != nullptr ? " (" + std::string(name) + ")" : "");
}

} // namespace

struct EngineProcess::Impl
{
    /// Waits for its end, or with WNOHANG looks whether it has come; then its number may be another's.
    std::string reap(int options)
    {
        const std::lock_guard lock(mutex);
        siginfo_t information = {};
        int result = 0;
        while (ending.empty() &&
               (result = ::waitid(P_PID, static_cast<id_t>(pid), &information, WEXITED | options)) < 0 &&
               errno == EINTR) {
        }
        if (ending.empty() && (result != 0 || information.si_pid == pid)) {
            ending = result != 0 ? "ended, and nobody knows how" : endingOf(information);
        }
        return ending;
    }
    void kill()
    {
        if (reap(WNOHANG).empty()) {
            const std::lock_guard lock(mutex);
            if (ending.empty()) { // it cannot be reaped meanwhile: the number is its own
                ::kill(pid, SIGKILL);
            }
        }
    }

    std::mutex mutex;
    std::string ending; ///< empty until it was reaped
    pid_t pid = -1;
    FileDescriptor ended; ///< a pidfd
    std::unique_ptr<EngineLog> log;
    std::unique_ptr<EngineClient> client;
};

EngineProcess::EngineProcess(const std::filesystem::path& program, EngineRole role)
    : m_impl(std::make_unique<Impl>())
{
    if (::access(program.c_str(), X_OK) != 0) {
        cannotStart(program, errno);
    }
    auto [ours, theirs] = Channel::makePair();
    auto [readEnd, writeEnd] = EngineLog::makePipe();
    m_impl->client = std::make_unique<EngineClient>(std::move(ours));
    m_impl->log = std::make_unique<EngineLog>(std::move(readEnd));
    m_impl->pid = spawn(program, role, theirs.get(), writeEnd.get());
    m_impl->ended = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, m_impl->pid, 0U)));
}

EngineProcess::~EngineProcess()
{
    m_impl->client->abort();
    m_impl->kill();
    m_impl->reap(0);
}

EngineClient& EngineProcess::client()
{
    return *m_impl->client;
}

pid_t EngineProcess::pid() const
{
    return m_impl->pid;
}

bool EngineProcess::isRunning() const
{
    return ending().empty();
}

std::string EngineProcess::ending() const
{
    return m_impl->reap(WNOHANG);
}

int EngineProcess::endDescriptor() const
{
    return m_impl->ended.get();
}

std::string EngineProcess::log() const
{
    return m_impl->log->text();
}

void EngineProcess::kill()
{
    m_impl->kill();
}

void EngineProcess::waitForEnd()
{
    pollfd ended = {m_impl->ended.get(), POLLIN, 0}; // not in waitid, which would make others wait for the mutex
    while (ended.fd >= 0 && ::poll(&ended, 1, -1) < 0 && errno == EINTR) {
    }
    m_impl->reap(0);
}

void EngineProcess::finish(double seconds)
{
    m_impl->client->abort();
    pollfd ended = {m_impl->ended.get(), POLLIN, 0};
    const int ready = ::poll(&ended, 1, static_cast<int>(std::clamp(seconds, 0.0, 1e6) * 1000));
    if (ready <= 0) {
        m_impl->kill();
    }
    waitForEnd();
}
