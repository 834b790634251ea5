// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/Bubblewrap.h"

#include "engine/LibraryFolders.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

extern char** environ;

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> foldersIn(const char* variable)
{
    const char* value = std::getenv(variable);
    std::string rest = value != nullptr ? value : "";
    std::vector<fs::path> folders;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        if (const fs::path folder = rest.substr(0, end); folder.is_absolute()) {
            folders.push_back(folder);
        }
        rest.erase(0, end + 1);
    }
    return folders;
}

fs::path findBwrap()
{
    for (const fs::path& folder : foldersIn("PATH")) {
        if (::access((folder / "bwrap").c_str(), X_OK) == 0) {
            return folder / "bwrap";
        }
    }
    return {};
}

void bind(std::vector<std::string>& arguments, const char* how, const fs::path& place)
{
    arguments.insert(arguments.end(), {how, place.string(), place.string()});
}

/// Folders that the system's loader looks into besides its own: /etc/ld.so.cache names libraries there.
std::vector<fs::path> foldersOfLoader()
{
    std::vector<fs::path> folders;
    std::error_code ignored;
    for (const fs::directory_entry& file : fs::directory_iterator("/etc/ld.so.conf.d", ignored)) {
        std::ifstream stream(file.path());
        for (std::string line; std::getline(stream, line);) {
            if (line.starts_with('/')) {
                folders.push_back(line.substr(0, line.find_first_of(" \t#")));
            }
        }
    }
    return folders;
}

std::vector<std::string> emptySystem(const fs::path& bwrap)
{
    std::vector<std::string> arguments = {
        bwrap.string(),         "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
        "--unshare-cgroup-try", "--new-session",  "--as-pid-1",    "--proc",        "/proc"};
    for (const char* place :
         {"/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives",
          "/etc/localtime", "/usr/share/zoneinfo", "/nix/store", "/gnu/store", "/sys/devices/system"}) {
        bind(arguments, "--ro-bind-try", place);
    }
    for (const fs::path& folder : foldersOfLoader()) {
        bind(arguments, "--ro-bind-try", folder);
    }
    for (const char* device : {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}) {
        bind(arguments, "--dev-bind-try", device);
    }
    std::error_code ignored;
    bool hasGpu = false;
    for (const fs::directory_entry& entry : fs::directory_iterator("/dev", ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("nvidia") || name == "dri" || name == "dxg" || name == "kfd") {
            hasGpu = true;
            bind(arguments, "--dev-bind", entry.path());
        }
    }
    if (hasGpu) {
        bind(arguments, "--ro-bind-try", "/sys");
    }
    return arguments;
}

/// Empty when a program that does nothing ends well in there: bwrap itself, which says its version.
std::string triedOut(const fs::path& bwrap)
{
    if (bwrap.empty()) {
        return "bubblewrap is not installed";
    }
    std::vector<std::string> arguments = emptySystem(bwrap);
    bind(arguments, "--ro-bind", fs::path(bwrap));
    arguments.insert(arguments.end(), {"--remount-ro", "/", "--", bwrap.string(), "--version"});
    std::vector<char*> pointers;
    for (std::string& argument : arguments) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, bwrap.c_str(), &actions, nullptr, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        return std::string("bubblewrap cannot be started (") + std::strerror(error) + ")";
    }
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? "" : "the system does not let bubblewrap make namespaces";
}

} // namespace

const Bubblewrap& Bubblewrap::ofSystem()
{
    static const Bubblewrap here = [] {
        const fs::path found = findBwrap();
        return Bubblewrap{found, triedOut(found)};
    }();
    return here;
}

std::string Bubblewrap::problemWith(const fs::path& program) const
{
    std::string start(2, ' ');
    std::ifstream(program, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
    return problem.empty() && start == "#!" ? "the engine is a script, whose shell is not in bubblewrap" : problem;
}

std::vector<std::string> Bubblewrap::command(const fs::path& program, int informationDescriptor) const
{
    std::vector<std::string> arguments = emptySystem(bwrap);
    for (const fs::path& folder : libraryFolders(program)) {
        bind(arguments, "--ro-bind", folder);
    }
    for (const char* variable : {"LD_LIBRARY_PATH", "LD_PRELOAD"}) {
        for (const fs::path& place : foldersIn(variable)) {
            bind(arguments, "--ro-bind-try", place);
        }
    }
    bind(arguments, "--ro-bind", program);
    arguments.insert(arguments.end(),
                     {"--remount-ro", "/", "--info-fd", std::to_string(informationDescriptor), "--", program.string()});
    return arguments;
}
