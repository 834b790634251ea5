// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Settings.h"

#include <QStringList>

#include <optional>

/// What the command line asks the window to do.
struct StartOptions
{
    std::filesystem::path executable; ///< the running program: engines and embedded spaces are found from there
    UserFolders folders;
    std::filesystem::path configFolder; ///< as given by --config-dir; empty: the usual places
    std::string open; ///< a space, a session or a picture that carries a point; empty: the last session
    std::optional<std::string> device; ///< for this run only, before the settings
    std::optional<std::string> engine;
    std::filesystem::path tour; ///< where the tour's pictures go; empty: no tour
};

/// Reads the arguments of a running QCoreApplication. Answers --help and --version, and ends the program with 2 for
/// arguments it does not know.
[[nodiscard]] StartOptions readStartOptions(const QStringList& arguments);
