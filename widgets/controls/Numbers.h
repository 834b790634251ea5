// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

// Numbers as people read and type them. What is read never depends on the locale that C functions see.

/// `value` with as many decimals as a slider over `range` can tell apart, five digits at most, in the user's locale,
/// with a true minus sign.
[[nodiscard]] QString coordinateText(double value, double range);
/// A distance (0 or more) with three digits, noughts at the end included, in the user's locale: "0.123", "4.60",
/// "1234".
[[nodiscard]] QString distanceText(double distance);
/// `value` as short as it can be without losing a bit of the float, in the user's locale: for editing.
[[nodiscard]] QString exactText(float value);
/// A finite number typed with a point or a comma; none when the text is something else.
[[nodiscard]] std::optional<float> typedNumber(const QString& text);
