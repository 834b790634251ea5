// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "space/LabelTable.h"

#include <filesystem>
#include <string_view>

/// The most bytes of a file of labels.
inline constexpr std::size_t mostLabelFileBytes = std::size_t{1} << 30;

/// How a stranger's table of labels is written, from its first 100 records.
///
/// Delimiter: the first of tab, semicolon, comma and bar that stands equally often, once at least, in each record, or
/// the blank behind a picture file's name (as CelebA's identities have it); where none does, the one that parts the
/// first record into most cells (the comma in a file of one column). Header: the first record is none when a cell of it
/// is a number or the name of a picture file (`.png`, `.jpg`, …), or when each of its cells comes again below in the
/// same column; then the columns are called *column 1*, ….
///
/// Throws UserError naming `file` when the text is not UTF-8.
[[nodiscard]] CsvFormat findCsvFormat(std::string_view text, const std::filesystem::path& file);

/// The labels in a text of that form; empty lines at the end of a table of several columns are no rows. Throws
/// UserError naming `file`, line and column, or that it was stopped.
[[nodiscard]] LabelTable parseDelimitedLabels(std::string_view text, const std::filesystem::path& file,
                                              const JobControl& control = {});
/// The same where the form is known.
[[nodiscard]] LabelTable parseDelimitedLabels(std::string_view text, const std::filesystem::path& file,
                                              const CsvFormat& format, const JobControl& control = {});
/// The same from a file.
[[nodiscard]] LabelTable readDelimitedLabels(const std::filesystem::path& file, const JobControl& control = {});

/// Whether `name` ends as picture files do, in upper or lower case.
[[nodiscard]] bool isPictureName(std::string_view name);
