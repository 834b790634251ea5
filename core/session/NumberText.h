// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

inline constexpr QChar trueMinus(0x2212);

/// A number's text with the minus sign that all numbers of the window have.
[[nodiscard]] inline QString withTrueMinus(QString text)
{
    return text.replace(QLatin1Char('-'), trueMinus);
}
