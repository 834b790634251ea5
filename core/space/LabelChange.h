// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/LabelTable.h"

#include <span>

// Changed copies of a table of labels. Columns that stay as they are are shared. All throw UserError with what is wrong
// and what to do.

/// Sample numbers below `labels.rows`, ascending.
using LabelRows = std::span<const std::uint32_t>;

/// `rows` have `value` in the column of that name, which is added behind the others where there is none. An empty value
/// is unknown.
[[nodiscard]] LabelTable withValue(const LabelTable& labels, LabelRows rows, const std::string& column,
                                   const std::string& value);
/// The column in its place under another name, which no other has.
[[nodiscard]] LabelTable withRenamedColumn(const LabelTable& labels, const std::string& column,
                                           const std::string& name);
/// The column in place of the one of its name, else behind the others. It has as many rows (std::logic_error
/// otherwise).
[[nodiscard]] LabelTable withColumn(const LabelTable& labels, LabelColumn column);
[[nodiscard]] LabelTable withoutColumn(const LabelTable& labels, const std::string& column);
/// All samples that have `value` have `other` instead, which may be there already; empty: unknown.
[[nodiscard]] LabelTable withRenamedValue(const LabelTable& labels, const std::string& column, const std::string& value,
                                          const std::string& other);

/// What led from `before` to `after`, done to `onto`, which somebody else may have changed meanwhile and which may have
/// more rows: cell by cell, a column that was added or taken away as a whole. Rows that `after` does not have stay
/// as they are; those that `onto` does not have are left out.
[[nodiscard]] LabelTable withChange(const LabelTable& before, const LabelTable& after, const LabelTable& onto);

/// How many of `rows` have which value now.
struct ValueCount
{
    std::string value; ///< empty: unknown
    std::size_t count = 0;
    bool operator==(const ValueCount&) const = default;
};
/// The most frequent first, unknown last; all unknown where there is no such column.
[[nodiscard]] std::vector<ValueCount> countValues(const LabelTable& labels, LabelRows rows, const std::string& column);
