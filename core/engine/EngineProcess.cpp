// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineProcess.h"

#include "base/BlasKernels.h"
#include "engine/Bubblewrap.h"
#include "engine/Channel.h"
#include "engine/EngineEntry.h"
#include "engine/EngineLog.h"
#include "engine/IdleWatch.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>

extern char** environ;

namespace {

constexpr int informationDescriptor = engineSocket + 1; ///< bubblewrap's

[[noreturn]] void cannotStart(const std::filesystem::path& program, int error)
{
    throw UserError("The engine " + program.string() + " cannot be started: " + std::strerror(error) +
                    ". Build or install it again, or choose another engine.");
}

const char* nameOf(EngineRole role)
{
    switch (role) {
    case EngineRole::Job:
        return "=job";
    case EngineRole::JobHelper:
        return "=helper";
    case EngineRole::Live:
        break;
    }
    return "=live";
}

/// This process's environment with our settings, which libraries read while they are loaded.
std::vector<std::string> engineEnvironment(EngineRole role, const SandboxWish& sandbox,
                                           const std::string& bubblewrapProblem)
{
    std::vector<std::string> ours = {"OMP_WAIT_POLICY=passive",
                                     "GOMP_SPINCOUNT=0",
                                     std::string(engineRoleVariable) + nameOf(role),
                                     std::string(engineSandboxVariable) + '=' + nameOf(sandbox.most),
                                     engineProblemVariable + ('=' + bubblewrapProblem),
                                     engineMemoryVariable + ('=' + std::to_string(memoryLimit(sandbox)))};
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

std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// What the new process finds at 1 and 2, at `engineSocket`, and behind it.
struct Ends
{
    int log;
    int socket;
    int information = -1;
};

pid_t spawn(std::vector<std::string> arguments, std::vector<std::string> environment, const Ends& ends)
{
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends.log, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ends.log, STDERR_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ends.socket, engineSocket);
    if (ends.information >= 0) {
        ::posix_spawn_file_actions_adddup2(&actions, ends.information, informationDescriptor);
    }
    ::posix_spawn_file_actions_addclosefrom_np(&actions, engineSocket + (ends.information >= 0 ? 2 : 1));
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, arguments[0].c_str(), &actions, &attributes, pointersTo(arguments).data(),
                                    pointersTo(environment).data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        cannotStart(arguments[0], error);
    }
    return pid;
}

/// The number that bubblewrap tells of the process in it, `"child-pid": 12`; -1 when there is none.
pid_t childIn(int information)
{
    std::string text;
    std::array<char, 256> part;
    ssize_t got = 0;
    while (text.find('}') == std::string::npos &&
           ((got = ::read(information, part.data(), part.size())) > 0 || (got < 0 && errno == EINTR))) {
        text.append(part.data(), static_cast<std::size_t>(std::max(got, ssize_t{0})));
    }
    const std::size_t key = text.find("child-pid");
    const std::size_t digits = key == std::string::npos ? key : text.find_first_of("0123456789", key);
    pid_t pid = -1;
    if (digits != std::string::npos) {
        std::from_chars(text.data() + digits, text.data() + text.size(), pid);
    }
    return pid;
}

std::string endingOf(const siginfo_t& information, bool isBubblewrap)
{
    constexpr int signalled = 128; // bubblewrap's exit status for a signal, as a shell's
    const bool isExit = information.si_code == CLD_EXITED;
    const bool isHandedOn = isExit && isBubblewrap && information.si_status > signalled;
    if (isExit && !isHandedOn) {
        return "ended with exit status " + std::to_string(information.si_status);
    }
    const int value = information.si_status - (isHandedOn ? signalled : 0);
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
        rusage used = {};
        long result = 0;
        while (ending.empty() &&
               (result = ::syscall(SYS_waitid, P_PID, child, &information, WEXITED | options, &used)) < 0 &&
               errno == EINTR) {
        }
        if (ending.empty() && (result != 0 || information.si_pid == child)) {
            ending = result != 0                 ? "ended, and nobody knows how"
                     : worksUnasked              ? "was stopped for computing when nothing was asked of it"
                     : !isKilled && isFull(used) ? "used up the " + gigabytes(memory) + " of memory that it may take"
                                                 : endingOf(information, child != engine);
        }
        return ending;
    }
    /// Whether it was near its limit, or said that there was no more.
    [[nodiscard]] bool isFull(const rusage& used) const
    {
        const auto most = static_cast<std::uint64_t>(used.ru_maxrss) << 10;
        return memory > 0 && (most > memory / 10 * 9 || log->text().find("std::bad_alloc") != std::string::npos);
    }
    void kill()
    {
        if (reap(WNOHANG).empty()) {
            const std::lock_guard lock(mutex);
            if (ending.empty()) { // it cannot be reaped meanwhile: the number is its own
                isKilled = true;
                if (child == engine) {
                    ::kill(child, SIGKILL);
                } else { // bubblewrap hands nothing on, and ends with what it started
                    ::syscall(SYS_pidfd_send_signal, insideBubblewrap.get(), SIGKILL, nullptr, 0U);
                }
            }
        }
    }

    void stopUnasked()
    {
        {
            const std::lock_guard lock(mutex);
            worksUnasked = ending.empty();
        }
        kill();
    }
    /// How it ended, when it has closed its connection: what goes on without one is killed.
    std::string endingOfClosed()
    {
        constexpr int mostMs = 2000; // memory by the gigabyte takes a while to be given back
        waitForEnd(mostMs);
        kill();
        waitForEnd(-1);
        return reap(0);
    }
    /// Not in waitid, which would make others wait for the mutex.
    void waitForEnd(int milliseconds) const
    {
        pollfd end = {ended.get(), POLLIN, 0};
        while (end.fd >= 0 && ::poll(&end, 1, milliseconds) < 0 && errno == EINTR) {
        }
    }

    /// Returns false when bubblewrap started nothing.
    bool startIn(const Bubblewrap& bubblewrap, const std::filesystem::path& program,
                 const std::vector<std::string>& environment, Ends ends)
    {
        auto [readEnd, writeEnd] = EngineLog::makePipe();
        ends.information = writeEnd.get();
        child = spawn(bubblewrap.command(program, informationDescriptor), environment, ends);
        writeEnd = FileDescriptor();
        engine = childIn(readEnd.get());
        insideBubblewrap = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, engine, 0U)));
        if (engine > 0 && insideBubblewrap.isValid()) {
            return true;
        }
        ::kill(child, SIGKILL);
        while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
        }
        return false;
    }

    std::mutex mutex;
    std::string ending;        ///< empty until it was reaped
    bool isKilled = false;     ///< by us
    bool worksUnasked = false; ///< and killed for it
    pid_t child = -1;          ///< the engine, or the bubblewrap that it runs in
    pid_t engine = -1;
    std::uint64_t memory = 0;        ///< that it may take
    FileDescriptor ended;            ///< a pidfd of the child
    FileDescriptor insideBubblewrap; ///< a pidfd of the engine
    std::unique_ptr<EngineLog> log;
    std::unique_ptr<EngineClient> client;
    std::optional<IdleWatch> idleWatch; // last: it asks the client
};

EngineProcess::EngineProcess(const std::filesystem::path& program, EngineRole role, const SandboxWish& sandbox)
    : m_impl(std::make_unique<Impl>())
{
    if (::access(program.c_str(), X_OK) != 0) {
        cannotStart(program, errno);
    }
    auto [ours, theirs] = Channel::makePair();
    auto [readEnd, writeEnd] = EngineLog::makePipe();
    m_impl->client = std::make_unique<EngineClient>(std::move(ours));
    m_impl->log = std::make_unique<EngineLog>(std::move(readEnd));
    m_impl->memory = sandbox.most == SandboxLevel::None ? 0 : memoryLimit(sandbox);
    const Ends ends = {writeEnd.get(), theirs.get()};
    std::string problem;
    bool isWrapped = false;
    if (sandbox.most == SandboxLevel::Bubblewrap) {
        const Bubblewrap& bubblewrap = Bubblewrap::ofSystem();
        problem = bubblewrap.problemWith(program);
        isWrapped = problem.empty() && m_impl->startIn(bubblewrap, std::filesystem::absolute(program),
                                                       engineEnvironment(role, sandbox, problem), ends);
        problem += !isWrapped && problem.empty() ? "bubblewrap did not start the engine" : "";
    }
    if (!isWrapped) {
        m_impl->child = spawn({program.string()}, engineEnvironment(role, sandbox, problem), ends);
        m_impl->engine = m_impl->child;
    }
    m_impl->ended = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, m_impl->child, 0U)));
    m_impl->idleWatch.emplace(*m_impl->client, m_impl->engine, [impl = m_impl.get()] { impl->stopUnasked(); });
    m_impl->client->setEnding([impl = m_impl.get()] { return impl->endingOfClosed(); });
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
    return m_impl->engine;
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
    m_impl->waitForEnd(-1);
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
