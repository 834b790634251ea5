// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Puts the calling thread behind the engines of jobs, which are nice by 10: for work that one of them waits for
/// little.
void giveWayToJobs();
