// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "space/LabelTable.h"

/// LabelTable::parse for large tables: it reports how far it is, and throws UserError when it is stopped.
[[nodiscard]] LabelTable parseLabels(std::string_view csv, const std::filesystem::path& file, const CsvFormat& format,
                                     const JobControl& control);
