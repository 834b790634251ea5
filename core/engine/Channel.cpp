// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/Channel.h"

#include "engine/EngineTypes.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace {

struct Header
{
    std::uint32_t magic = 0x4d735031; // "MsP1"
    std::uint16_t version = 1;
    std::uint16_t descriptors = 0;
    std::uint32_t length = 0;
};
static_assert(sizeof(Header) == 12);

constexpr int sendLimitMs = 30'000;
constexpr std::size_t controlBytes = CMSG_SPACE(sizeof(int) * Channel::maxDescriptors);

[[noreturn]] void refuse(const std::string& why)
{
    throw EngineError(EngineProblem::Protocol,
                      "The engine's connection carried something else than messages: " + why + ".");
}

[[noreturn]] void died()
{
    throw EngineError(EngineProblem::Died, "The engine's connection is closed.");
}

int millisecondsUntil(std::optional<Channel::Clock::time_point> until)
{
    if (!until) {
        return -1;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - Channel::Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 1'000'000));
}

} // namespace

Channel::Channel(FileDescriptor socket)
    : m_socket(std::move(socket))
    , m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_buffer(std::size_t{64} << 10)
{
    if (!m_socket.isValid() || !m_wake.isValid()) {
        throw UserError("No connection to the engine can be made: too many files are open in this program.");
    }
}

std::pair<FileDescriptor, FileDescriptor> Channel::makePair()
{
    std::array<int, 2> ends = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw UserError(std::string("No connection to an engine can be made: ") + std::strerror(errno) + ".");
    }
    return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

void Channel::send(std::string_view text, std::span<const int> descriptors)
{
    if (text.size() > maxText || descriptors.size() > maxDescriptors) {
        throw std::logic_error("a message is larger than the protocol allows");
    }
    Header header;
    header.descriptors = static_cast<std::uint16_t>(descriptors.size());
    header.length = static_cast<std::uint32_t>(text.size());
    const std::string_view headerText(reinterpret_cast<const char*>(&header), sizeof header);

    const std::lock_guard lock(m_sending);
    if (m_broken) {
        died();
    }
    m_broken = true;
    const std::size_t total = sizeof header + text.size();
    for (std::size_t done = 0; done < total;) {
        std::size_t sent = 0;
        if (sendSome(headerText, text, done, done == 0 ? descriptors : std::span<const int>{}, sent)) {
            done += sent;
            continue;
        }
        pollfd room = {m_socket.get(), POLLOUT, 0};
        const int ready = ::poll(&room, 1, sendLimitMs);
        if (ready == 0 || (ready < 0 && errno != EINTR)) {
            died();
        }
    }
    m_broken = false;
}

bool Channel::sendSome(std::string_view header, std::string_view text, std::size_t done,
                       std::span<const int> descriptors, std::size_t& sent)
{
    const std::string_view head = header.substr(std::min(done, header.size()));
    const std::string_view body = text.substr(done > header.size() ? done - header.size() : 0);
    std::array<iovec, 2> parts = {iovec{const_cast<char*>(head.data()), head.size()},
                                  iovec{const_cast<char*>(body.data()), body.size()}};
    msghdr message = {};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    alignas(cmsghdr) std::array<char, controlBytes> control;
    if (!descriptors.empty()) {
        message.msg_control = control.data();
        message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        cmsghdr* rights = CMSG_FIRSTHDR(&message);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
    }
    const ssize_t result = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (result >= 0) {
        sent = static_cast<std::size_t>(result);
        return true;
    }
    if (errno == EAGAIN || errno == EINTR) {
        return false;
    }
    died();
}

Channel::Received Channel::receive(Frame& into, std::optional<Clock::time_point> until)
{
    into.descriptors.clear();
    while (!takeFrame(into)) {
        std::array<pollfd, 2> sources = {pollfd{m_socket.get(), POLLIN, 0}, pollfd{m_wake.get(), POLLIN, 0}};
        const int ready = ::poll(sources.data(), sources.size(), millisecondsUntil(until));
        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready == 0) {
            return Received::TimedOut;
        }
        if (sources[1].revents != 0) {
            std::uint64_t count = 0;
            (void)!::read(m_wake.get(), &count, sizeof count);
            return Received::Woken;
        }
        if (readMore() == Read::End) {
            return Received::Closed;
        }
    }
    return Received::Frame;
}

Channel::Received Channel::receiveWaiting(Frame& into)
{
    into.descriptors.clear();
    while (!takeFrame(into)) {
        const Read read = readMore();
        if (read != Read::Some) {
            return read == Read::End ? Received::Closed : Received::TimedOut;
        }
    }
    return Received::Frame;
}

void Channel::waitForEnd() const
{
    pollfd end = {m_socket.get(), POLLRDHUP, 0};
    while (::poll(&end, 1, -1) < 0 && errno == EINTR) {
    }
}

bool Channel::takeFrame(Frame& into)
{
    const std::size_t available = m_end - m_begin;
    Header header;
    if (available < sizeof header) {
        return false;
    }
    std::memcpy(&header, m_buffer.data() + m_begin, sizeof header);
    if (header.magic != Header{}.magic) {
        refuse("the start of a message is missing");
    }
    if (header.version != Header{}.version) {
        refuse("it speaks version " + std::to_string(header.version) + " of the protocol");
    }
    if (header.length > maxText || header.descriptors > maxDescriptors) {
        refuse("a message is too large");
    }
    if (available < sizeof header + header.length) {
        return false;
    }
    if (m_descriptors.size() < header.descriptors) {
        refuse("descriptors are missing");
    }
    into.text.assign(m_buffer.data() + m_begin + sizeof header, header.length);
    const auto last = m_descriptors.begin() + header.descriptors;
    into.descriptors.assign(std::make_move_iterator(m_descriptors.begin()), std::make_move_iterator(last));
    m_descriptors.erase(m_descriptors.begin(), last);
    m_begin += sizeof header + header.length;
    if (m_begin == m_end && !m_descriptors.empty()) { // no later message can own them
        refuse("there are more descriptors than announced");
    }
    return true;
}

Channel::Read Channel::readMore()
{
    if (m_begin > 0) { // a rest of a frame moves to the front; most often there is none
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_end == m_buffer.size()) { // takeFrame has refused lengths above the cap: this ends
        m_buffer.resize(std::min(m_buffer.size() * 2, sizeof(Header) + maxText));
    }
    iovec part = {m_buffer.data() + m_end, m_buffer.size() - m_end};
    alignas(cmsghdr) std::array<char, controlBytes> control;
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t received = ::recvmsg(m_socket.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (received < 0) {
        return errno == EAGAIN || errno == EINTR ? Read::Nothing : Read::End;
    }
    for (cmsghdr* item = CMSG_FIRSTHDR(&message); item != nullptr; item = CMSG_NXTHDR(&message, item)) {
        if (item->cmsg_level != SOL_SOCKET || item->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        const std::size_t count = (item->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int descriptor = -1;
            std::memcpy(&descriptor, CMSG_DATA(item) + i * sizeof(int), sizeof descriptor);
            m_descriptors.emplace_back(descriptor);
        }
    }
    if ((message.msg_flags & MSG_CTRUNC) != 0 || m_descriptors.size() > 2 * maxDescriptors) {
        refuse("there are too many descriptors");
    }
    m_end += static_cast<std::size_t>(received);
    return received > 0 ? Read::Some : Read::End;
}

void Channel::wake()
{
    const std::uint64_t one = 1;
    (void)!::write(m_wake.get(), &one, sizeof one);
}

void Channel::shutDown()
{
    ::shutdown(m_socket.get(), SHUT_RDWR);
}
