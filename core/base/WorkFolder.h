// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/UnfinishedPath.h"

/// A hidden folder beside `out` in which a result is made, and which is gone again unless it became one, or after
/// removeUnfinished().
class WorkFolder
{
public:
    /// Throws UserError when it cannot be made, e.g. because the folder around it is missing or write-protected.
    explicit WorkFolder(const std::filesystem::path& out);

    [[nodiscard]] const std::filesystem::path& path() const { return m_folder.path(); }
    /// Takes the name `out`; a folder of that name is exchanged in one step and then removed.
    void become(const std::filesystem::path& out);
    /// Moves each file into `folder`, over those of the same name.
    void moveFilesInto(const std::filesystem::path& folder);

private:
    UnfinishedPath m_folder;
};
