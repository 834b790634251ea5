// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>
#include <string>

/// Lets long work be stopped and followed. A default one never stops and tells nobody.
struct JobControl
{
    std::stop_token stop;
    std::function<void(double fraction)> report = [](double) {};
};
