// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/Channel.h"
#include "engine/EngineClient.h"
#include "engine/Messages.h"
#include "engine/VerbTimes.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <stop_token>
#include <unordered_map>

/// An answer with what travelled beside it.
struct Answer
{
    ReplyBody body;
    std::vector<FileDescriptor> descriptors;
};

/// Carries calls of several threads over one channel. There is no reader thread: one of the threads that wait reads for
/// all of them, so that a thread alone with its call is woken by its answer and by nothing in between.
class EngineConnection
{
public:
    using Clock = Channel::Clock;

    explicit EngineConnection(FileDescriptor socket);
    ~EngineConnection(); ///< aborts, and waits for the callers to leave

    void setDeadline(double minimumSeconds, EngineClient::DeadlinePassed passed, std::function<void()> answered);
    /// Files that errors name.
    struct Files
    {
        std::string decoder;
        std::string encoder;
        std::string mapping;
    };
    void setFiles(Files files);
    /// As EngineClient::setEnding.
    void setEnding(std::function<std::string()> ending);

    /// What may happen to a call before its result.
    struct Waiting
    {
        std::stop_token stop;
        bool untilResult = false; ///< a stop asks the engine to end, and its result is still waited for
        std::function<void(Answer&)> event = [](Answer&) {}; ///< on the calling thread
        /// Told of the result when it comes, even when the call was given up before. Under the lock: be short.
        std::function<void(const Answer&)> settled;
        std::optional<Files> files; ///< of this call, while they are not yet everybody's
    };
    /// The result of a request. Throws what the engine answered (ModelError, UserError) or EngineError.
    [[nodiscard]] Answer call(const RequestBody& body, std::span<const int> descriptors, const Waiting& waiting);
    /// For requests that have no answer; says nothing when the engine is gone.
    void tell(const RequestBody& body);

    /// As EngineClient::idleSince.
    [[nodiscard]] std::optional<std::uint64_t> idleSince() const;

    void abort();

private:
    struct Call
    {
        std::uint64_t id = 0;
        const char* verb = "";
        const std::optional<Files>* files = nullptr;
        Clock::time_point since; ///< sent, or last told to keep waiting
        std::deque<Answer> answers;
    };
    struct Open
    {
        Call* call = nullptr; ///< null when it was given up
        std::function<void(const Answer&)> settled;
    };
    struct End
    {
        EngineProblem problem = EngineProblem::Died;
        std::string message; ///< of one that died: how, if that is known
    };

    [[nodiscard]] Answer waitFor(Call& call, const Waiting& waiting);
    void readOnce(std::unique_lock<std::mutex>& lock, Clock::time_point until);
    void deliver(ReplyMessage message, Frame& frame);
    void finish(EngineProblem problem, const std::string& message);
    [[nodiscard]] std::string ending();
    void throwIfEnded(const Call& call) const;
    [[noreturn]] void throwError(const Call& call, const ErrorReply& error) const;
    [[nodiscard]] Clock::duration limitFor(const Call& call) const;
    void endOverdue();
    void askAtDeadline(Call& call, std::unique_lock<std::mutex>& lock);
    [[nodiscard]] const Files& filesOf(const Call& call) const;
    [[nodiscard]] static const std::string& fileOf(const Files& files, ModelPart named, std::string_view verb);
    [[nodiscard]] bool isModelWork(const Call& call) const;
    [[nodiscard]] std::string about(const Call& call) const;

    Channel m_channel;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::unordered_map<std::uint64_t, Open> m_open;
    std::optional<End> m_end;
    Clock::time_point m_lastSign; ///< of life: any message, as the engine's one working thread sends them all
    std::uint64_t m_lastId = 0;
    int m_callers = 0;
    bool m_isReading = false;
    std::chrono::duration<double> m_minimum{10};
    EngineClient::DeadlinePassed m_deadlinePassed;
    std::function<void()> m_answered;
    std::function<std::string()> m_ending;
    bool m_isOverdue = false; ///< somebody was asked whether to wait, and there has been no sign of life since
    std::map<std::string, VerbTimes, std::less<>> m_times;
    Files m_files;
};
