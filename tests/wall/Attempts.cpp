// SPDX-License-Identifier: GPL-3.0-or-later
#include "Attempts.h"

#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <future>
#include <map>
#include <thread>

namespace {

std::promise<std::string> asked;
std::promise<std::string> answered;

/// `result` of a system call in words.
std::string outcome(long result)
{
    return result >= 0 ? std::string() : std::strerror(errno);
}

std::string openFor(const std::string& file, int flags)
{
    const int opened = ::open(file.c_str(), flags | O_CLOEXEC, 0600);
    std::array<char, 4> bytes = {'t', 'e', 'x', 't'};
    const bool reads = (flags & O_ACCMODE) == O_RDONLY;
    std::string problem = opened < 0 ? outcome(opened)
                                     : outcome(reads ? ::read(opened, bytes.data(), bytes.size())
                                                     : ::write(opened, bytes.data(), bytes.size()));
    ::close(opened);
    return problem;
}

std::string connectTo(const sockaddr* address, socklen_t size)
{
    const int opened = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::string problem = opened < 0 ? outcome(opened) : outcome(::connect(opened, address, size));
    ::close(opened);
    return problem;
}

std::string connectToPort(const std::string& port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connectTo(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

std::string connectToFile(const std::string& file)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    file.copy(address.sun_path, sizeof address.sun_path - 1);
    return connectTo(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

std::string forkOff()
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(0);
    }
    return outcome(child < 0 ? child : ::waitpid(child, nullptr, 0));
}

std::string fillDisk(const std::string& file)
{
    const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (opened < 0) {
        return outcome(opened);
    }
    const std::string block(1 << 20, 'x');
    long written = 0;
    for (int i = 0; i < 16 && written >= 0; ++i) {
        written = ::write(opened, block.data(), block.size());
    }
    ::close(opened);
    return outcome(written);
}

/// The model's own file, which the client opened for reading, once more for writing.
std::string reopen()
{
    std::string problem = "no file is open";
    for (int descriptor = 3; descriptor < 32; ++descriptor) {
        struct stat status = {};
        if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
            problem = openFor("/proc/self/fd/" + std::to_string(descriptor), O_WRONLY | O_APPEND);
        }
    }
    return problem;
}

std::string makeRing()
{
    io_uring_params parameters = {};
    const long ring = ::syscall(SYS_io_uring_setup, 1, &parameters);
    std::string problem = outcome(ring);
    ::close(static_cast<int>(ring));
    return problem;
}

/// Until there is no more; the model's memory stays below 3 GB where it is limited to 1.
std::string fillMemory()
{
    constexpr std::size_t block = std::size_t{64} << 20;
    for (int i = 0; i < 48; ++i) {
        void* memory = ::mmap(nullptr, block, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            return std::strerror(errno);
        }
    }
    return {};
}

} // namespace

void startOldThread()
{
    std::thread([] { answered.set_value(openFor(asked.get_future().get(), O_RDONLY)); }).detach();
}

std::string attempt(const std::string& what, const std::string& argument)
{
    const char* const text = argument.c_str();
    const auto number = [&] { return static_cast<pid_t>(std::stol(argument)); };
    const std::map<std::string, std::function<std::string()>> all = {
        {"read", [&] { return openFor(argument, O_RDONLY); }},
        {"read in an old thread",
         [&] {
             asked.set_value(argument);
             return answered.get_future().get();
         }},
        {"list", [&] { return outcome(::open(text, O_RDONLY | O_DIRECTORY | O_CLOEXEC)); }},
        {"write", [&] { return openFor(argument, O_WRONLY | O_CREAT); }},
        {"change", [&] { return openFor(argument, O_WRONLY); }},
        {"reopen", [] { return reopen(); }},
        {"cut", [&] { return outcome(::truncate(text, 0)); }},
        {"remove", [&] { return outcome(::unlink(text)); }},
        {"rename", [&] { return outcome(::rename(text, (argument + ".old").c_str())); }},
        {"protect", [&] { return outcome(::chmod(text, 0)); }},
        {"make a folder", [&] { return outcome(::mkdir(text, 0700)); }},
        {"link", [&] { return outcome(::symlink("/etc/passwd", text)); }},
        {"fill the disk", [&] { return fillDisk(argument); }},
        {"connect", [&] { return connectToPort(argument); }},
        {"connect to a file", [&] { return connectToFile(argument); }},
        {"fork", [] { return forkOff(); }},
        {"exec",
         [&] {
             const std::string command = "echo x > '" + argument + "'";
             return outcome(::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr));
         }},
        {"ptrace", [&] { return outcome(::ptrace(PTRACE_SEIZE, number(), nullptr, nullptr)); }},
        {"kill", [&] { return outcome(::kill(number(), 0)); }},
        {"unshare", [] { return outcome(::unshare(CLONE_NEWUTS)); }},
        {"io_uring", [] { return makeRing(); }},
        {"fill the memory", [] { return fillMemory(); }},
    };
    return all.at(what)();
}
