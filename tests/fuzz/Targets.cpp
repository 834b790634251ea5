// SPDX-License-Identifier: GPL-3.0-or-later
#include "Targets.h"

const FuzzTargets& fuzzTargets()
{
    static const FuzzTargets all = [] {
        FuzzTargets targets;
        for (const auto& group : {spaceTargets, sessionTargets, pictureTargets, engineTargets}) {
            targets.merge(group());
        }
        return targets;
    }();
    return all;
}
