// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/FileDescriptor.h"

#include <string>

/// The part of the wall that stands before files and TCP ports: Linux's Landlock (Documentation/userspace-api/
/// landlock.rst), through its system calls, so that it needs no library and no newer headers than Debian 12's.
class Landlock
{
public:
    /// What the libraries of this process need stays readable, GPUs usable.
    Landlock();

    /// Empty when the rules can be kept, else what the system lacks.
    [[nodiscard]] const std::string& problem() const { return m_problem; }
    [[nodiscard]] int version() const { return m_version; } ///< of the system's Landlock; 0: there is none

    /// For the calling thread and what it starts; it must have PR_SET_NO_NEW_PRIVS. Safe in a signal handler.
    [[nodiscard]] bool restrictThisThread() const;

private:
    void allow(const char* place, std::uint64_t rights);

    std::string m_problem;
    int m_version = 0;
    std::uint64_t m_known = 0; ///< rights that the system knows
    FileDescriptor m_rules;
};

/// True when device files of a GPU are here.
[[nodiscard]] bool hasGpuDevices();
