// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "base/Outcome.h"

#include <QCoreApplication>
#include <QEvent>
#include <QObject>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

enum class Supersede {
    FinishRunning, ///< for previews: what was started is finished and shown, so dragging stays smooth
    StopRunning,   ///< for long runs: only the newest request matters
};

/// Runs work on its own thread and delivers outcomes, in order, on the thread that made it (which needs an event loop).
/// At most one request waits; a newer one takes its place. All public functions belong to the making thread.
template <class Result> class LatestJob
{
public:
    using Work = std::function<Result(const JobControl&)>;
    using Deliver = std::function<void(Outcome<Result>)>;
    using Progress = std::function<void(double fraction)>;

    /// `progress` hears what the running work reports, thinned out to what the event loop can take.
    LatestJob(Supersede policy, Deliver deliver, Progress progress = {})
        : m_policy(policy)
        , m_deliver(std::move(deliver))
        , m_progress(std::move(progress))
        , m_receiver([this] { deliverFinished(); })
        , m_thread([this](const std::stop_token& quit) { loop(quit); })
    {
    }
    ~LatestJob() { cancel(); } // m_thread, the last member, then joins first
    LatestJob(const LatestJob&) = delete;
    LatestJob& operator=(const LatestJob&) = delete;

    void request(Work work)
    {
        if (m_policy == Supersede::StopRunning) {
            cancel();
        }
        {
            const std::lock_guard lock(m_mutex);
            m_waiting = Request{++m_newest, std::move(work)};
        }
        m_wake.notify_one();
    }

    /// Nothing that was requested before this call is delivered after it.
    void cancel()
    {
        m_answered = m_newest;
        const std::lock_guard lock(m_mutex);
        m_waiting.reset();
        m_running.request_stop();
    }

    /// True until the newest request was delivered or cancelled.
    [[nodiscard]] bool isBusy() const { return m_answered < m_newest; }

private:
    struct Request
    {
        std::uint64_t serial = 0;
        Work work;
    };
    struct Finished
    {
        std::uint64_t serial = 0;
        Outcome<Result> outcome;
    };
    struct Reported
    {
        std::uint64_t serial = 0;
        double fraction = 0;
    };

    /// Lets the worker wake the making thread. Only a plain event travels through Qt; values wait in slots of our own.
    class Receiver : public QObject
    {
    public:
        explicit Receiver(std::function<void()> wake)
            : m_wake(std::move(wake))
        {
        }
        void customEvent(QEvent*) override { m_wake(); }

    private:
        std::function<void()> m_wake;
    };

    void loop(const std::stop_token& quit)
    {
        while (true) {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, quit, [this] { return m_waiting.has_value(); })) {
                return;
            }
            const Request request = *std::exchange(m_waiting, std::nullopt);
            m_running = std::stop_source(); // its own token for each run: no cancel is lost
            const JobControl control{m_running.get_token(), [this, serial = request.serial](double fraction) {
                                         report({serial, fraction});
                                     }};
            lock.unlock();

            auto outcome = outcomeOf([&] { return request.work(control); });
            const std::lock_guard slot(m_slotMutex);
            m_finished = Finished{request.serial, std::move(outcome)};
            wakeReceiver();
        }
    }

    void report(Reported reported)
    {
        const std::lock_guard slot(m_slotMutex);
        m_reported = reported;
        wakeReceiver();
    }

    void wakeReceiver() // with m_slotMutex held
    {
        if (!std::exchange(m_isWakePosted, true)) {
            QCoreApplication::postEvent(&m_receiver, new QEvent(QEvent::User));
        }
    }

    void deliverFinished()
    {
        std::unique_lock slot(m_slotMutex);
        m_isWakePosted = false;
        std::optional<Finished> finished = std::exchange(m_finished, std::nullopt);
        const std::optional<Reported> reported = std::exchange(m_reported, std::nullopt);
        slot.unlock();

        if (reported && m_progress && reported->serial > m_answered) {
            m_progress(reported->fraction);
        }
        if (finished && finished->serial > m_answered) {
            m_answered = finished->serial;
            m_deliver(std::move(finished->outcome));
        }
    }

    const Supersede m_policy;
    const Deliver m_deliver;
    const Progress m_progress;
    std::uint64_t m_newest = 0;   ///< serial of the newest request
    std::uint64_t m_answered = 0; ///< nothing up to this serial is delivered any more

    std::mutex m_mutex; ///< guards m_waiting and m_running
    std::condition_variable_any m_wake;
    std::optional<Request> m_waiting;
    std::stop_source m_running;

    std::mutex m_slotMutex; ///< guards the next three
    std::optional<Finished> m_finished;
    std::optional<Reported> m_reported;
    bool m_isWakePosted = false;

    Receiver m_receiver;   // its death drops what is still posted to it
    std::jthread m_thread; // last
};
