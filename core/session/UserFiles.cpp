// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/UserFiles.h"

#include "base/UserError.h"

#include <fstream>
#include <system_error>

namespace {

constexpr std::uintmax_t largestFile = 256U << 20U;

} // namespace

std::string readTextFile(const std::filesystem::path& file)
{
    std::error_code problem;
    const std::uintmax_t size = std::filesystem::file_size(file, problem);
    if (problem) {
        throw UserError(file.string() + ": this file cannot be read: " + problem.message() + ".");
    }
    if (size > largestFile) {
        throw UserError(file.string() + ": this file is too large to be one of Morphoscope's own.");
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text(static_cast<std::size_t>(size), '\0');
    if (!stream || !stream.read(text.data(), static_cast<std::streamsize>(size))) {
        throw UserError(file.string() + ": this file cannot be read; check its permissions.");
    }
    return text;
}

void makeFolder(const std::filesystem::path& folder)
{
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) {
        throw UserError(folder.string() + ": this folder cannot be made: " + problem.message() +
                        "; choose another or change its permissions.");
    }
}
