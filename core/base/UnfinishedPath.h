// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

/// A file or folder that is being made under a name for the time being, and is gone again unless it became a result.
class UnfinishedPath
{
public:
    /// `make` makes it, or throws; then there is nothing to take away.
    UnfinishedPath(std::filesystem::path path, const std::function<void(const std::filesystem::path& path)>& make);
    ~UnfinishedPath();
    UnfinishedPath(const UnfinishedPath&) = delete;
    UnfinishedPath& operator=(const UnfinishedPath&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    /// `rename` gives it its last name, or throws.
    void become(const std::function<void()>& rename);

private:
    std::filesystem::path m_path;
    bool m_isFinished = false;
};

/// Takes away all that is unfinished, whichever thread makes it, for a program that ends at once: whoever then makes,
/// renames or removes something unfinished waits for good.
void removeUnfinished();
