// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

/// Lets every option of `app` and its verbs that takes a number refuse what CLI11 takes for one: NaN and infinity,
/// which pass a CLI::Range of numbers, and whole numbers that would wrap round or be cut off at the largest. To be
/// called when all options are there.
void refuseWhatIsNoNumber(CLI::App& app);
