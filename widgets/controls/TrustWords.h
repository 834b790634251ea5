// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <QString>

#include <utility>
#include <vector>

// What stands behind an attribute vector, in words.

/// One line: how many examples, and how well it tells those that it has not seen apart. Empty where nothing is known.
[[nodiscard]] QString trustLine(const AttributeSlider& attribute);

/// The whole, a line of two words or a sentence each: ("Unseen pairs", "97 % told apart …").
[[nodiscard]] std::vector<std::pair<QString, QString>> trustDetails(const AttributeSlider& attribute);

/// A group's value without the labels' names: "left" of "arrow 1 = left", "left, up" of two.
[[nodiscard]] QString groupWord(const std::string& group);

/// "97 %"
[[nodiscard]] QString percentText(double share);
