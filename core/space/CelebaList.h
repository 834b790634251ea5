// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/LabelTable.h"

#include <filesystem>
#include <string_view>

/// Whether a text is a list as CelebA has them (list_attr_celeba.txt and its relatives): a line with the number of
/// pictures, a line with the names of the columns, then for each picture its file name and its values, parted by
/// spaces.
[[nodiscard]] bool isCelebaList(std::string_view text);

/// Such a list as labels: a column *file* with the names, to be joined with the pictures by "space/LabelJoin.h", and
/// those of the list. Where all values are -1 and 1 they become *no* and *yes*; otherwise (landmarks, boxes) they stay.
/// Throws UserError naming `file` and line; the number of pictures must be the one in the first line.
[[nodiscard]] LabelTable parseCelebaList(std::string_view text, const std::filesystem::path& file);
[[nodiscard]] LabelTable readCelebaList(const std::filesystem::path& file);
