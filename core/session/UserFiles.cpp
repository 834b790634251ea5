// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/UserFiles.h"

#include "base/UserError.h"

#include <system_error>

void makeFolder(const std::filesystem::path& folder)
{
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) {
        throw UserError(folder.string() + ": this folder cannot be made: " + problem.message() +
                        "; choose another or change its permissions.");
    }
}
