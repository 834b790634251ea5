// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

/// Does what a model must not be able to do: `what` with `argument`. Empty when it worked, else why not.
[[nodiscard]] std::string attempt(const std::string& what, const std::string& argument);

/// Starts a thread that waits; `attempt("read in an old thread", file)` makes it read.
void startOldThread();
