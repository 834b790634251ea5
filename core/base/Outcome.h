// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <string>
#include <utility>
#include <variant>

/// Why something could not be done: a sentence for the user.
struct Failure
{
    std::string message;
    bool operator==(const Failure&) const = default;
};

/// What crosses a thread or a process: a result, or why there is none.
template <class T> using Outcome = std::variant<T, Failure>;

/// Runs `work` and turns whatever it throws into a Failure.
template <class Work> auto outcomeOf(Work&& work) -> Outcome<decltype(work())>
{
    try {
        return std::forward<Work>(work)();
    } catch (const std::exception& error) {
        return Failure{error.what()};
    } catch (...) {
        return Failure{"An error of an unknown kind."};
    }
}
