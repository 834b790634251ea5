// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ThreadPriority.h"

#include <sys/resource.h>

void giveWayToJobs()
{
    ::setpriority(PRIO_PROCESS, 0, 15); // on Linux, of this thread alone; being nicer is never refused
}
