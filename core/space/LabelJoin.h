// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/LabelTable.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

/// Labels brought into the order of the pictures.
struct JoinedLabels
{
    LabelTable labels;              ///< row i belongs to picture i; without the column of file names
    std::string column;             ///< the column that was joined by; empty: the rows were taken as they came
    std::vector<std::string> notes; ///< sentences for the user: pictures without a row, rows without a picture
    bool operator==(const JoinedLabels&) const = default;
};

/// Joins `labels` (rows in any order) with pictures called `pictures`: paths below their folder, `/` between folders.
///
/// A column is one of file names when more than half of its cells name a picture and more than half of them differ: as
/// whole paths, else as names without folders, else as those without suffix; the latter two only where they are
/// different for all pictures. Pictures without a row become unknown, rows without a picture are left out; `notes` name
/// both. Without such a column row i is picture i, and the numbers must agree.
///
/// Throws UserError naming `file` when a picture has several rows (and names them, counted from 1 after the header), or
/// when there is no such column and the numbers differ.
[[nodiscard]] JoinedLabels joinLabels(const LabelTable& labels, std::span<const std::string> pictures,
                                      const std::filesystem::path& file);

/// Rows `rows` of `labels`, in that order; LabelColumn::unknown is a row of empty cells. Values that no row has any
/// more are dropped.
[[nodiscard]] LabelTable takeRows(const LabelTable& labels, std::span<const std::uint32_t> rows);
