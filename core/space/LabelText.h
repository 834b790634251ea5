// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/LabelTable.h"

/// The text of labels.csv: a header, a row for each sample, unknown cells empty. LabelTable::parse reads the same
/// again.
[[nodiscard]] std::string labelText(const LabelTable& labels);
/// The same without the header.
[[nodiscard]] std::string labelRows(const LabelTable& labels);
