// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>

/// What a GPU could not do, as half a sentence ("the memory of cuda:0 is full"): whoever can do it on the processor
/// goes on there and says so.
class DeviceProblem : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};
