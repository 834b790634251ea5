// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <QString>

/// Whether `samples` (one at least) would be labelled otherwise than now: an empty value is unknown, a new column needs
/// a value.
[[nodiscard]] bool givesLabels(const LabelTable& labels, const SampleSet& samples, const std::string& column,
                               const std::string& value);
/// Says what that would overwrite: "Now: 200 unknown, 98 “right”, 14 “left”."
[[nodiscard]] QString labelEffect(const LabelTable& labels, const SampleSet& samples, const std::string& column,
                                  const std::string& value);
