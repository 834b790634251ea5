// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"

/// How alike two maps of the same samples are (each n x 2): of each sample's `count` nearest others on the one, the
/// share that is among its `count` nearest on the other, averaged over at most `most` samples, spread evenly. Of
/// equally near ones the lower number counts. Turning, mirroring and scaling a map change nothing; 1 where there are no
/// others. Takes `most` x n steps on the calling thread; 0 when it was stopped. Throws std::logic_error where the maps
/// are not of the same shape.
[[nodiscard]] double mapAgreement(const LatentTable& one, const LatentTable& other, std::size_t count, std::size_t most,
                                  const JobControl& control = {});
