// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Verbs.h"

void addTrain(CommandLine&) {}
