// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/EngineLog.h"

#include "base/UserError.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>

namespace {

constexpr std::size_t mostLines = 200;
constexpr std::size_t longestLine = 1000;

} // namespace

EngineLog::EngineLog(FileDescriptor pipe)
    : m_pipe(std::move(pipe))
    , m_quit(::eventfd(0, EFD_CLOEXEC))
    , m_lines(1)
    , m_thread([this] { read(); })
{
}

EngineLog::~EngineLog()
{
    const std::uint64_t one = 1;
    (void)!::write(m_quit.get(), &one, sizeof one);
}

std::pair<FileDescriptor, FileDescriptor> EngineLog::makePipe()
{
    std::array<int, 2> ends = {-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw UserError("The engine's log cannot be opened: too many files are open in this program.");
    }
    return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

void EngineLog::read()
{
    std::array<char, 4096> part;
    std::array<pollfd, 2> sources = {pollfd{m_pipe.get(), POLLIN, 0}, pollfd{m_quit.get(), POLLIN, 0}};
    while (true) {
        if (::poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) {
            return;
        }
        if (sources[1].revents != 0) {
            return;
        }
        if (sources[0].revents == 0) {
            continue;
        }
        const ssize_t got = ::read(m_pipe.get(), part.data(), part.size());
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return;
        }
        if (got > 0) {
            add({part.data(), static_cast<std::size_t>(got)});
        }
    }
}

void EngineLog::add(std::string_view text)
{
    const std::lock_guard lock(m_mutex);
    for (const char character : text) {
        if (character == '\n') {
            m_lines.emplace_back();
        } else if (m_lines.back().size() < longestLine) {
            m_lines.back() += character;
        }
        if (m_lines.size() > mostLines) {
            m_lines.pop_front();
        }
    }
}

std::string EngineLog::text() const
{
    const std::lock_guard lock(m_mutex);
    std::string all;
    for (const std::string& line : m_lines) {
        all += line + '\n';
    }
    return all;
}
