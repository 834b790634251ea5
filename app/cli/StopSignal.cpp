// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/StopSignal.h"

#include "cli/Verbs.h"

#include <unistd.h>

#include <csignal>
#include <ctime>

namespace {

constexpr int exitInterrupted = 130;

sigset_t stopSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

} // namespace

StopSignal::StopSignal(std::string sentence)
    : m_sentence(std::move(sentence))
{
    const sigset_t signals = stopSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_thread = std::jthread([this](const std::stop_token& over) { wait(over); });
}

StopSignal::~StopSignal()
{
    m_thread.request_stop();
    m_thread.join();
    const sigset_t signals = stopSignals();
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void StopSignal::wait(const std::stop_token& over)
{
    const sigset_t signals = stopSignals();
    const timespec moment{0, 100'000'000};
    while (!over.stop_requested()) {
        if (sigtimedwait(&signals, nullptr, &moment) < 0) {
            continue;
        }
        if (m_stop.stop_requested()) {
            _exit(exitInterrupted); // the engine dies with its parent
        }
        say(m_sentence);
        m_stop.request_stop();
    }
}
