// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/FileTargets.h"

#include "base/AtomicFile.h"
#include "base/FolderMove.h"
#include "base/UserError.h"

static std::filesystem::path placeOf(const FileTarget& target)
{
    std::error_code ignored;
    const std::filesystem::path file = withoutSlash(target.file);
    const std::filesystem::path place = std::filesystem::weakly_canonical(std::filesystem::absolute(file), ignored);
    return place.empty() ? file : place;
}

void requireDifferent(const std::vector<FileTarget>& targets)
{
    for (std::size_t i = 0; i < targets.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (!targets[i].file.empty() && !targets[k].file.empty() && placeOf(targets[i]) == placeOf(targets[k])) {
                throw UserError(targets[k].option + " and " + targets[i].option + " name the same file, " +
                                targets[i].file.string() + ". Give each a name of its own.");
            }
        }
    }
}

void requireFileTargets(const std::vector<FileTarget>& targets)
{
    requireDifferent(targets);
    for (const FileTarget& target : targets) {
        if (!target.file.empty()) {
            requireWritable(target.file);
        }
    }
}
