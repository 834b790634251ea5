// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// One message as it travels: text and the descriptors that came with it.
struct Frame
{
    std::string text;
    std::vector<FileDescriptor> descriptors;
};

/// Frames over one end of a stream socket pair: a header (magic, version, descriptors, length), the text, and
/// descriptors as SCM_RIGHTS. Several threads may send, each frame whole; one thread at a time receives.
class Channel
{
public:
    static constexpr std::size_t maxText = std::size_t{1} << 20;
    static constexpr std::size_t maxDescriptors = 64;
    using Clock = std::chrono::steady_clock;

    explicit Channel(FileDescriptor socket);
    Channel(const Channel&) = delete;

    /// Throws EngineError (Died) when the other side is gone or takes nothing for half a minute.
    void send(std::string_view text, std::span<const int> descriptors = {});

    enum class Received { Frame, Woken, TimedOut, Closed };
    /// The next frame, waited for until `until`. Throws EngineError (Protocol) for anything that is not a frame.
    Received receive(Frame& into, std::optional<Clock::time_point> until = {});
    /// The next frame if it is there already; TimedOut otherwise. One system call.
    Received receiveWaiting(Frame& into);

    void wake();     ///< ends the receive that waits, or else the next one, with Woken
    void shutDown(); ///< ends every send and receive on both sides
    /// Returns when the other side is gone; frames do not wake it. May run beside everything else.
    void waitForEnd() const;

    /// Both ends of a new socket pair, close-on-exec.
    [[nodiscard]] static std::pair<FileDescriptor, FileDescriptor> makePair();

private:
    bool takeFrame(Frame& into);
    enum class Read { Some, Nothing, End };
    Read readMore();
    bool sendSome(std::string_view header, std::string_view text, std::size_t done, std::span<const int> descriptors,
                  std::size_t& sent);

    FileDescriptor m_socket;
    FileDescriptor m_wake;
    std::mutex m_sending;
    bool m_broken = false; ///< a frame was cut short: nothing can follow it
    std::vector<char> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::vector<FileDescriptor> m_descriptors;
};
