// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/Space.h"

/// Copies the folder of `space` with all that is in it to `out`, which takes its name, with `labels` in place of the
/// labels that it was opened with. Throws UserError when `out` is there already, or cannot be written; then nothing is
/// left of it. Returns the copy as it opens.
[[nodiscard]] std::shared_ptr<const Space> copySpace(const Space& space, const LabelTable& labels,
                                                     const std::filesystem::path& out);
