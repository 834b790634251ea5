// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

/// The chance that one of `with` is greater than one of `without`, equal ones counting half: the area under the ROC
/// curve (Mann and Whitney 1947). Sorts both. 0.5 where one of them is empty.
[[nodiscard]] double areaUnderCurve(std::span<float> with, std::span<float> without);
