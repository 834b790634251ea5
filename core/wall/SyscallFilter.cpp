// SPDX-License-Identifier: GPL-3.0-or-later
#include "wall/SyscallFilter.h"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace {

constexpr int memoryCalls[] = {
    SCMP_SYS(brk),           SCMP_SYS(mmap),       SCMP_SYS(munmap),     SCMP_SYS(mremap),
    SCMP_SYS(mprotect),      SCMP_SYS(madvise),    SCMP_SYS(mlock),      SCMP_SYS(mlock2),
    SCMP_SYS(munlock),       SCMP_SYS(mlockall),   SCMP_SYS(munlockall), SCMP_SYS(msync),
    SCMP_SYS(mincore),       SCMP_SYS(membarrier), SCMP_SYS(mbind),      SCMP_SYS(get_mempolicy),
    SCMP_SYS(set_mempolicy), SCMP_SYS(pkey_alloc), SCMP_SYS(pkey_free),  SCMP_SYS(pkey_mprotect),
    SCMP_SYS(memfd_create),
};

constexpr int fileCalls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(preadv),
    SCMP_SYS(pwritev),
    SCMP_SYS(preadv2),
    SCMP_SYS(pwritev2),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(close_range),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(fcntl),
    SCMP_SYS(flock),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate),
    SCMP_SYS(fadvise64),
    SCMP_SYS(readahead),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(statx),
    SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),
    SCMP_SYS(getdents64),
    SCMP_SYS(getdents),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(epoll_create),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_pwait2),
    SCMP_SYS(eventfd),
    SCMP_SYS(eventfd2),
    SCMP_SYS(pipe),
    SCMP_SYS(pipe2),
    SCMP_SYS(umask),
    // on the client's socket, which is there already
    SCMP_SYS(sendmsg),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(recvfrom),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(recvmmsg),
    SCMP_SYS(shutdown),
    SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt),
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
};

constexpr int ownCalls[] = {
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(set_tid_address),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(get_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(futex),
    SCMP_SYS(futex_waitv),
    SCMP_SYS(arch_prctl),
    SCMP_SYS(prctl),
    SCMP_SYS(capget),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigpending),
    SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(rt_sigsuspend),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(pause),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(times),
    SCMP_SYS(alarm),
    SCMP_SYS(getitimer),
    SCMP_SYS(setitimer),
    SCMP_SYS(timer_create),
    SCMP_SYS(timer_settime),
    SCMP_SYS(timer_gettime),
    SCMP_SYS(timer_getoverrun),
    SCMP_SYS(timer_delete),
    SCMP_SYS(timerfd_create),
    SCMP_SYS(timerfd_settime),
    SCMP_SYS(timerfd_gettime),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getppid),
    SCMP_SYS(getpgrp),
    SCMP_SYS(getpgid),
    SCMP_SYS(getsid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getresuid),
    SCMP_SYS(getresgid),
    SCMP_SYS(getgroups),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getrandom),
    SCMP_SYS(getcpu),
    SCMP_SYS(getrlimit),
    SCMP_SYS(setrlimit),
    SCMP_SYS(getrusage),
    SCMP_SYS(getpriority),
    SCMP_SYS(setpriority),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_setaffinity),
    SCMP_SYS(sched_getscheduler),
    SCMP_SYS(sched_setscheduler),
    SCMP_SYS(sched_getparam),
    SCMP_SYS(sched_setparam),
    SCMP_SYS(sched_getattr),
    SCMP_SYS(sched_get_priority_max),
    SCMP_SYS(sched_get_priority_min),
    SCMP_SYS(sched_rr_get_interval),
    SCMP_SYS(wait4),
    SCMP_SYS(waitid),
};

constexpr auto namespaces = static_cast<scmp_datum_t>(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET |
                                                      CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP);
constexpr unsigned futureCalls = 450; ///< numbers from here on are of calls newer than this list
constexpr unsigned lastFutureCall = 520;

/// Collects rules; one that the system's libseccomp does not know is left out, which is the stricter way.
class Rules
{
public:
    Rules()
        : m_context(::seccomp_init(SCMP_ACT_ERRNO(EPERM)), ::seccomp_release)
    {
    }
    [[nodiscard]] scmp_filter_ctx context() const { return m_context.get(); }

    template <std::size_t N> void allow(const int (&calls)[N])
    {
        for (const int call : calls) {
            allow(call, {});
        }
    }
    void allow(int call, std::initializer_list<scmp_arg_cmp> when) { add(SCMP_ACT_ALLOW, call, when); }
    void isNotThere(int call) { add(SCMP_ACT_ERRNO(ENOSYS), call, {}); }

private:
    void add(std::uint32_t action, int call, std::initializer_list<scmp_arg_cmp> when)
    {
        (void)::seccomp_rule_add_array(m_context.get(), action, call, static_cast<unsigned>(when.size()), when.begin());
    }

    std::unique_ptr<void, void (*)(scmp_filter_ctx)> m_context;
};

scmp_arg_cmp isOnly(unsigned argument, scmp_datum_t mask, scmp_datum_t value)
{
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

scmp_arg_cmp is(unsigned argument, scmp_datum_t value)
{
    return {argument, SCMP_CMP_EQ, value, 0};
}

void allowOpening(Rules& rules, bool hasGpu)
{
    const auto making = static_cast<scmp_datum_t>(O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY));
    const scmp_datum_t refused = making | (hasGpu ? 0 : static_cast<scmp_datum_t>(O_ACCMODE));
    rules.allow(SCMP_SYS(open), {isOnly(1, refused, 0)});
    rules.allow(SCMP_SYS(openat), {isOnly(2, refused, 0)});
    rules.isNotThere(SCMP_SYS(openat2)); // its flags lie in memory, where a filter cannot look
}

void allowDevices(Rules& rules, bool hasGpu)
{
    constexpr scmp_datum_t all = 0xffffffffU;
    if (hasGpu) {
        rules.allow(SCMP_SYS(ioctl), {}); // no terminal is open
        return;
    }
    for (const scmp_datum_t what : std::initializer_list<scmp_datum_t>{TCGETS, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX}) {
        rules.allow(SCMP_SYS(ioctl), {isOnly(1, all, what)});
    }
}

void allowThreads(Rules& rules)
{
    const auto self = static_cast<scmp_datum_t>(::getpid());
    constexpr scmp_datum_t thread = CLONE_THREAD;
    rules.allow(SCMP_SYS(clone), {isOnly(0, thread | namespaces, thread)});
    rules.isNotThere(SCMP_SYS(clone3)); // as openat2
    for (const int call : {SCMP_SYS(kill), SCMP_SYS(tgkill), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo)}) {
        rules.allow(call, {is(0, self)});
    }
    rules.allow(SCMP_SYS(prlimit64), {is(0, 0)});
    rules.allow(SCMP_SYS(prlimit64), {is(0, self)});
}

} // namespace

std::string filterSystemCalls(bool hasGpu)
{
    Rules rules;
    if (rules.context() == nullptr) {
        return "libseccomp refused";
    }
    rules.allow(memoryCalls);
    rules.allow(fileCalls);
    rules.allow(ownCalls);
    allowOpening(rules, hasGpu);
    allowDevices(rules, hasGpu);
    allowThreads(rules);
    for (unsigned call = futureCalls; call <= lastFutureCall; ++call) {
        rules.isNotThere(static_cast<int>(call));
    }
    (void)::seccomp_attr_set(rules.context(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
    int error = ::seccomp_attr_set(rules.context(), SCMP_FLTATR_CTL_TSYNC, 1);
    error = error != 0 ? error : ::seccomp_load(rules.context());
    return error == 0 ? std::string() : std::string("seccomp was refused (") + std::strerror(-error) + ")";
}
