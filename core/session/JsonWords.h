// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/JsonReader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

/// A file's words for the values of an enumeration: one table for reading and writing.
template <class Choice> using Words = std::vector<std::pair<const char*, Choice>>;

/// Throws UserError with the words that are known.
template <class Choice>
[[nodiscard]] Choice choiceFrom(const JsonReader& saved, const char* key, const Words<Choice>& words)
{
    const std::string text = saved.text(key);
    std::string known;
    for (const auto& [word, choice] : words) {
        if (text == word) {
            return choice;
        }
        known += (known.empty() ? "\"" : ", \"") + std::string(word) + "\"";
    }
    saved.fail(key, "is `" + text + "`", "Write one of " + known + ".");
}

template <class Choice> [[nodiscard]] const char* wordOf(Choice choice, const Words<Choice>& words)
{
    return std::ranges::find(words, choice, &std::pair<const char*, Choice>::second)->first;
}
