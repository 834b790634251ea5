// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/StopSignal.h"

#include "base/UnfinishedPath.h"
#include "base/UserError.h"
#include "cli/Verbs.h"

#include <unistd.h>

#include <csignal>

namespace {

sigset_t stopSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

/// As nohup and the background jobs of a script have it.
bool isIgnored(int signal)
{
    struct sigaction action
    {
    };
    return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// By the signal itself, so that a shell's loop around the program ends too. The engine dies with its parent.
[[noreturn]] void endBy(int signal)
{
    removeUnfinished();
    std::signal(signal, SIG_DFL);
    const sigset_t signals = stopSignals();
    ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
    (void)::raise(signal);
    ::_exit(128 + signal); // process 1 of a container does not end by a signal
}

} // namespace

StopSignal::StopSignal()
{
    const sigset_t signals = stopSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_thread = std::jthread([this](const std::stop_token& over) { wait(over); });
}

StopSignal::~StopSignal()
{
    m_thread.request_stop();
    (void)::pthread_kill(m_thread.native_handle(), SIGTERM); // wakes it
    m_thread.join();
}

std::stop_token StopSignal::stopSaying(std::string sentence)
{
    const std::lock_guard lock(m_mutex);
    m_sentence = std::move(sentence);
    return m_stop.get_token();
}

void StopSignal::requireNone(const std::string& sentence)
{
    const std::lock_guard lock(m_mutex);
    if (m_isStopped) {
        throw UserError(sentence);
    }
    m_sentence.reset();
}

void StopSignal::wait(const std::stop_token& over)
{
    const sigset_t signals = stopSignals();
    int signal = 0;
    while (::sigwait(&signals, &signal) == 0 && !over.stop_requested()) {
        take(signal);
    }
}

void StopSignal::take(int signal)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_sentence && isIgnored(signal)) {
            return;
        }
        if (!m_sentence || m_isStopped) {
            endBy(signal);
        }
        m_isStopped = true;
        say(*m_sentence);
    }
    m_stop.request_stop();
}
