// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineConnection.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace {

constexpr std::size_t mostUnreadAnswers = 100'000;
constexpr double deadlineFactor = 20;

std::string seconds(double value)
{
    return std::to_string(std::lround(std::max(value, 1.0))) + (value < 1.5 ? " second" : " seconds");
}

} // namespace

EngineConnection::EngineConnection(FileDescriptor socket)
    : m_channel(std::move(socket))
    , m_lastSign(Clock::now())
{
}

EngineConnection::~EngineConnection()
{
    abort();
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_callers == 0; });
}

void EngineConnection::setDeadline(double minimumSeconds, EngineClient::DeadlinePassed passed,
                                   std::function<void()> answered)
{
    const std::lock_guard lock(m_mutex);
    m_minimum = std::chrono::duration<double>(std::clamp(minimumSeconds, 0.001, 1e6));
    m_deadlinePassed = std::move(passed);
    m_answered = std::move(answered);
    m_channel.wake(); // who waits by the old deadline looks again
    m_changed.notify_all();
}

void EngineConnection::setFiles(Files files)
{
    const std::lock_guard lock(m_mutex);
    m_files = std::move(files);
}

void EngineConnection::setEnding(std::function<std::string()> ending)
{
    const std::lock_guard lock(m_mutex);
    m_ending = std::move(ending);
}

/// Waits for the process: not under the lock.
std::string EngineConnection::ending()
{
    std::unique_lock lock(m_mutex);
    const std::function<std::string()> ask = m_ending;
    lock.unlock();
    return ask ? ask() : std::string();
}

std::optional<std::uint64_t> EngineConnection::idleSince() const
{
    const std::lock_guard lock(m_mutex);
    return m_open.empty() && !m_end ? std::optional(m_lastId) : std::nullopt;
}

void EngineConnection::abort()
{
    const std::lock_guard lock(m_mutex);
    finish(EngineProblem::Aborted, "The work was cancelled.");
}

void EngineConnection::finish(EngineProblem problem, const std::string& message)
{
    if (!m_end) {
        m_end = End{problem, message};
    }
    if (m_end->problem != EngineProblem::Died) {
        m_channel.shutDown();
    }
    endOverdue();
    m_changed.notify_all();
}

void EngineConnection::tell(const RequestBody& body)
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t id = ++m_lastId;
    if (m_end) {
        return;
    }
    lock.unlock();
    try {
        m_channel.send(encodeMessage(RequestMessage{id, body}));
    } catch (const EngineError&) { // whoever waits next hears of it
    }
}

Answer EngineConnection::call(const RequestBody& body, std::span<const int> descriptors, const Waiting& waiting)
{
    Call call;
    call.verb = verbOf(body);
    call.files = &waiting.files;
    {
        const std::lock_guard lock(m_mutex);
        throwIfEnded(call);
        ++m_callers;
        call.id = ++m_lastId;
        m_open[call.id] = Open{&call, waiting.settled};
    }
    const auto sent = Clock::now();
    call.since = sent;
    const auto leave = [this, &call, sent](bool isDone) {
        const std::lock_guard lock(m_mutex);
        if (isDone) {
            m_times[call.verb].add(std::chrono::duration<double>(Clock::now() - sent).count());
        } else if (const auto open = m_open.find(call.id); open != m_open.end()) {
            open->second.call = nullptr; // its answer may still come
        }
        --m_callers;
        m_changed.notify_all(); // another one reads now
    };
    try {
        try {
            m_channel.send(encodeMessage(RequestMessage{call.id, body}), descriptors);
        } catch (const EngineError&) {
            const std::string how = ending();
            const std::lock_guard lock(m_mutex);
            finish(EngineProblem::Died, how);
        }
        Answer answer = waitFor(call, waiting);
        if (const auto* error = std::get_if<ErrorReply>(&answer.body)) {
            throwError(call, *error);
        }
        leave(true);
        return answer;
    } catch (...) {
        leave(false);
        throw;
    }
}

Answer EngineConnection::waitFor(Call& call, const Waiting& waiting)
{
    const std::stop_callback wakeUp(waiting.stop, [this] {
        const std::lock_guard lock(m_mutex);
        m_channel.wake();
        m_changed.notify_all();
    });
    bool isStopTold = false;
    std::unique_lock lock(m_mutex);
    while (true) {
        if (!call.answers.empty()) {
            Answer answer = std::move(call.answers.front());
            call.answers.pop_front();
            if (!isEvent(answer.body)) {
                return answer;
            }
            lock.unlock();
            waiting.event(answer);
            lock.lock();
            continue;
        }
        throwIfEnded(call);
        if (waiting.stop.stop_requested() && !isStopTold) {
            isStopTold = true;
            lock.unlock();
            tell(CancelRequest{call.id});
            if (!waiting.untilResult) {
                throw EngineError(EngineProblem::Aborted, "The work was cancelled.");
            }
            lock.lock();
            continue;
        }
        const auto until = std::max(call.since, m_lastSign) + limitFor(call);
        if (Clock::now() >= until) {
            askAtDeadline(call, lock);
        } else if (m_isReading) {
            m_changed.wait_until(lock, until);
        } else {
            readOnce(lock, until);
        }
    }
}

void EngineConnection::readOnce(std::unique_lock<std::mutex>& lock, Clock::time_point until)
{
    m_isReading = true;
    lock.unlock();
    Frame frame;
    std::optional<ReplyMessage> message;
    std::optional<End> end;
    try {
        const Channel::Received received = m_channel.receive(frame, until);
        if (received == Channel::Received::Frame) {
            message = decodeReply(frame.text, frame.descriptors.size());
        } else if (received == Channel::Received::Closed) {
            end = End{EngineProblem::Died, ending()};
        }
    } catch (const EngineError& error) {
        end = End{error.problem(), error.what()};
    } catch (const std::exception& error) { // no memory for a message
        end = End{EngineProblem::Protocol, error.what()};
    }
    lock.lock();
    m_isReading = false;
    if (message) {
        deliver(std::move(*message), frame);
    }
    if (end) {
        finish(end->problem, end->message);
    }
    if (m_callers > 1) {
        m_changed.notify_all();
    }
}

void EngineConnection::deliver(ReplyMessage message, Frame& frame)
{
    m_lastSign = Clock::now();
    endOverdue();
    const auto found = m_open.find(message.id);
    if (found == m_open.end()) {
        finish(EngineProblem::Protocol,
               "The engine answered a question that nobody asked. It was refused; start another.");
        return;
    }
    const bool isResult = !isEvent(message.body);
    Answer answer{std::move(message.body), std::move(frame.descriptors)};
    if (isResult && found->second.settled) {
        found->second.settled(answer);
    }
    Call* call = found->second.call;
    if (call != nullptr && call->answers.size() < mostUnreadAnswers) {
        call->answers.push_back(std::move(answer));
    } else if (call != nullptr) {
        finish(EngineProblem::Protocol, "The engine sends more than anybody can read. It was refused; start another.");
    }
    if (isResult) {
        m_open.erase(found);
    }
}

EngineConnection::Clock::duration EngineConnection::limitFor(const Call& call) const
{
    const auto times = m_times.find(std::string_view(call.verb));
    const double usual = times == m_times.end() ? 0 : times->second.p99();
    const double limit = std::max(m_minimum.count(), deadlineFactor * usual);
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(limit));
}

void EngineConnection::askAtDeadline(Call& call, std::unique_lock<std::mutex>& lock)
{
    const double waited = std::chrono::duration<double>(Clock::now() - std::max(call.since, m_lastSign)).count();
    const EngineClient::DeadlinePassed passed = m_deadlinePassed;
    const auto signBefore = m_lastSign;
    const std::string message =
        about(call) + " has not answered for " + seconds(waited) +
        (isModelWork(call) ? ". It may never do so: use another model, or allow it a longer deadline."
                           : ". The machine may be busy: try again, or allow it a longer deadline.");
    m_changed.notify_all(); // another one reads meanwhile
    lock.unlock();
    const bool isKept = passed && passed(call.verb, waited) == EngineClient::AtDeadline::KeepWaiting;
    if (!isKept) {
        throw EngineError(EngineProblem::DeadlinePassed, message);
    }
    lock.lock();
    call.since = Clock::now();
    m_isOverdue = true;
    if (m_lastSign != signBefore || m_end) { // it came while somebody was asked
        endOverdue();
    }
}

void EngineConnection::endOverdue()
{
    if (std::exchange(m_isOverdue, false) && m_answered) {
        m_answered();
    }
}

const EngineConnection::Files& EngineConnection::filesOf(const Call& call) const
{
    return call.files != nullptr && *call.files ? **call.files : m_files;
}

/// A stranger's model runs in it, so that a bad end may be that model's fault.
bool EngineConnection::isModelWork(const Call& call) const
{
    constexpr std::array<std::string_view, 7> verbs = {"encode",    "load", "decode", "decodeTable",
                                                       "influence", "map",  "invert"};
    return std::find(verbs.begin(), verbs.end(), call.verb) != verbs.end();
}

/// Of the part that the engine names, else of the one that the verb runs.
const std::string& EngineConnection::fileOf(const Files& files, ModelPart named, std::string_view verb)
{
    const ModelPart part = named != ModelPart::Decoder ? named
                           : verb == "encode"          ? ModelPart::Encoder
                           : verb == "map"             ? ModelPart::Mapping
                                                       : ModelPart::Decoder;
    const std::string& file = part == ModelPart::Encoder   ? files.encoder
                              : part == ModelPart::Mapping ? files.mapping
                                                           : files.decoder;
    return file.empty() ? files.decoder : file;
}

std::string EngineConnection::about(const Call& call) const
{
    const std::string& file = fileOf(filesOf(call), ModelPart::Decoder, call.verb);
    return isModelWork(call) && !file.empty() ? file : "The engine (" + std::string(call.verb) + ")";
}

void EngineConnection::throwIfEnded(const Call& call) const
{
    if (!m_end) {
        return;
    }
    if (m_end->problem == EngineProblem::Died) {
        const std::string how = m_end->message.empty() ? "ended" : m_end->message;
        const bool isFull = how.starts_with("used up");
        throw EngineError(
            EngineProblem::Died,
            about(call) + (isModelWork(call) ? ": the engine process " : " ") + how + " before it answered. " +
                (isFull
                     ? "Use a smaller model or fewer pictures, or allow it more memory (--memory-limit, or Settings)."
                 : isModelWork(call) ? "If it does so again, the model ends its process: use another one."
                                     : "Try again; if it does so again, there may be too little memory, or the engine "
                                       "must be installed anew."));
    }
    throw EngineError(m_end->problem, m_end->message);
}

void EngineConnection::throwError(const Call& call, const ErrorReply& error) const
{
    const std::unique_lock lock(m_mutex);
    switch (error.kind) {
    case ErrorKind::Model: {
        const std::string& file = fileOf(filesOf(call), error.about, call.verb);
        throw ModelError(error.problem, file.empty() ? error.message : file + ": " + error.message);
    }
    case ErrorKind::User:
        throw UserError(error.message);
    case ErrorKind::Cancelled:
    case ErrorKind::Superseded:
        throw EngineError(EngineProblem::Aborted, "The work was cancelled.");
    case ErrorKind::Stale:
        throw EngineError(EngineProblem::Aborted, "Another model was loaded meanwhile.");
    case ErrorKind::Protocol:
        break;
    }
    throw EngineError(EngineProblem::Protocol, error.message);
}
