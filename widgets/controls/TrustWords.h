// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <QString>

#include <utility>
#include <vector>

// What stands behind an attribute vector, in words.

/// One line: how well it tells samples that it has not seen apart, and how many it was made from. Without groups, where
/// it comes from.
[[nodiscard]] QString trustLine(const AttributeSlider& attribute);

/// The whole, a line of two words or a sentence each: ("Unseen pairs", "97 % told apart …").
[[nodiscard]] std::vector<std::pair<QString, QString>> trustDetails(const AttributeSlider& attribute);

/// A group's value without the labels' names: "left" of "arrow 1 = left", "left, up" of two.
[[nodiscard]] QString groupWord(const std::string& group);

/// "97 %"; what is nearly all is not rounded to all: "99.7 %".
[[nodiscard]] QString percentText(double share);
