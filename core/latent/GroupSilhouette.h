// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

// Plain data, spoken of by the window, the command line and the messages.

inline constexpr std::size_t mostSilhouetteGroups = 1000;

/// How well the samples of a group lie together and apart from the other groups.
struct GroupSilhouette
{
    double mean = 0;       ///< of the silhouettes of those that were asked, -1 to 1; 0 where none was
    std::size_t asked = 0; ///< how many of its samples: all of them, or some spread evenly over it
    bool operator==(const GroupSilhouette&) const = default;
};
