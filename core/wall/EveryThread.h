// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

/// Runs `work` once on each thread of this process, as the C library does for setuid: what Linux keeps for a thread
/// alone is then the same for all. The others run it in a signal handler: it may only make system calls. False when a
/// thread said no or did not answer. No thread may start meanwhile but by those that have run it.
[[nodiscard]] bool onEveryThread(const std::function<bool()>& work);
