// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/Space.h"

/// Writes what led from the labels `before` to `after` into the labels of the space in `folder`: the file that
/// space.json names, else labels.csv, which it names then. What somebody else has changed in the file meanwhile stays,
/// samples that were added have no value. Each file is replaced in one step, under a lock of the folder; a table
/// without columns is no file. Returns what the file holds then. Throws UserError; then the labels are as they were.
[[nodiscard]] LabelTable writeLabelChange(const std::filesystem::path& folder, const LabelTable& before,
                                          const LabelTable& after);

/// In words, without a full stop, why labels cannot be written to the folder of `space`, which has samples of its own;
/// empty when they can. `executable` is the running program: the spaces that came with it are nobody's to write to.
[[nodiscard]] std::string whyLabelsCannotBeWritten(const Space& space, const std::filesystem::path& executable);

/// The labels, without any column where the space has none.
[[nodiscard]] std::shared_ptr<const LabelTable> labelsOf(const Space& space);
