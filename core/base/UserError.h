// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>

/// The one exception this project throws for the user's or the world's fault: its text is a sentence for the user that
/// says what happened, where (file, line, column), and what to do.
class UserError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};
