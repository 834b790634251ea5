// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// A file that a verb is to write, and the option that names it. Without a name nothing is written.
struct FileTarget
{
    std::string option;
    std::filesystem::path file;
};

/// Throws UserError when two options name the same file.
void requireDifferent(const std::vector<FileTarget>& targets);
/// Likewise, and when one of them cannot be written: to be called before the work whose results go there.
void requireFileTargets(const std::vector<FileTarget>& targets);
