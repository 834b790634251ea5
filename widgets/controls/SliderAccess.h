// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Lets screen readers and other programs see each row of a SliderRows as a slider of its own. Does nothing twice.
void installSliderAccess();
