// SPDX-License-Identifier: GPL-3.0-or-later
#include "wall/Landlock.h"

#include <dirent.h>
#include <fcntl.h>
#include <link.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

namespace {

// Rights by the version of Landlock that brought them; newer ones than the headers know are written out.
constexpr std::uint64_t ofVersion1 = (std::uint64_t{1} << 13) - 1;
constexpr std::uint64_t refer = std::uint64_t{1} << 13;     // version 2
constexpr std::uint64_t cutShort = std::uint64_t{1} << 14;  // version 3
constexpr std::uint64_t useDevice = std::uint64_t{1} << 15; // version 5
constexpr std::uint64_t bindTcp = 1;                        // version 4
constexpr std::uint64_t connectTcp = 2;
constexpr std::uint64_t abstractSockets = 1; // version 6; signals are left to the filter of system calls

constexpr std::uint64_t readFolder = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t device = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | useDevice;
constexpr std::uint64_t forFiles =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | cutShort | useDevice;

struct Attributes
{
    std::uint64_t files = 0;
    std::uint64_t network = 0; ///< version 4
    std::uint64_t scoped = 0;  ///< version 6
};

/// Folders of what is loaded: libraries that are loaded later (those of CUDA, the C library's own) lie beside these.
std::set<std::string> libraryFolders()
{
    std::set<std::string> folders;
    ::dl_iterate_phdr(
        [](dl_phdr_info* library, std::size_t, void* into) {
            std::error_code ignored;
            const std::filesystem::path file = std::filesystem::canonical(library->dlpi_name, ignored);
            if (!ignored && file.has_parent_path() && *library->dlpi_name != '\0') {
                static_cast<std::set<std::string>*>(into)->insert(file.parent_path().string());
            }
            return 0;
        },
        &folders);
    return folders;
}

bool isGpu(const char* name)
{
    return std::strncmp(name, "nvidia", 6) == 0 || std::strcmp(name, "dri") == 0 || std::strcmp(name, "dxg") == 0 ||
           std::strcmp(name, "kfd") == 0;
}

std::set<std::string> gpuDevices()
{
    std::set<std::string> devices;
    if (DIR* folder = ::opendir("/dev")) {
        while (const dirent* entry = ::readdir(folder)) {
            if (isGpu(entry->d_name)) {
                devices.insert(std::string("/dev/") + entry->d_name);
            }
        }
        ::closedir(folder);
    }
    return devices;
}

} // namespace

bool hasGpuDevices()
{
    return !gpuDevices().empty();
}

Landlock::Landlock()
{
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        m_problem = "the system has no Landlock";
        return;
    }
    m_version = static_cast<int>(version);
    m_known = ofVersion1 | (version >= 2 ? refer : 0) | (version >= 3 ? cutShort : 0) | (version >= 5 ? useDevice : 0);
    const Attributes attributes = {m_known, version >= 4 ? bindTcp | connectTcp : 0,
                                   version >= 6 ? abstractSockets : 0};
    const std::size_t size = version >= 6 ? sizeof attributes : version >= 4 ? 16 : 8;
    m_rules = FileDescriptor(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0)));
    if (!m_rules.isValid()) {
        m_problem = std::string("Landlock was refused (") + std::strerror(errno) + ")";
        return;
    }
    for (const std::string& folder : libraryFolders()) {
        allow(folder.c_str(), readFolder);
    }
    for (const char* file :
         {"/etc/ld.so.cache", "/etc/localtime", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/devices",
          "/proc/modules", "/proc/version", "/proc/filesystems", "/proc/driver", "/proc/sys/vm", "/sys/devices/system",
          "/usr/lib/locale", "/usr/share/zoneinfo", "/proc/self"}) {
        allow(file, readFolder);
    }
    for (const char* file : {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}) {
        allow(file, device);
    }
    const std::set<std::string> gpus = gpuDevices();
    for (const std::string& gpu : gpus) {
        allow(gpu.c_str(), device | LANDLOCK_ACCESS_FS_READ_DIR);
    }
    if (!gpus.empty()) {
        allow("/sys", readFolder);
    }
}

void Landlock::allow(const char* place, std::uint64_t rights)
{
    const FileDescriptor opened(::open(place, O_PATH | O_CLOEXEC));
    struct stat status = {};
    if (!opened.isValid() || ::fstat(opened.get(), &status) != 0) {
        return; // what is not here need not be allowed
    }
    landlock_path_beneath_attr rule = {};
    rule.allowed_access = rights & m_known & (S_ISDIR(status.st_mode) ? ~std::uint64_t{0} : forFiles);
    rule.parent_fd = opened.get();
    if (::syscall(SYS_landlock_add_rule, m_rules.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
        m_problem = std::string("Landlock refused ") + place + " (" + std::strerror(errno) + ")";
    }
}

bool Landlock::restrictThisThread() const
{
    return ::syscall(SYS_landlock_restrict_self, m_rules.get(), 0) == 0;
}
