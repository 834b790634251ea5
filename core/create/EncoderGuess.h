// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "create/NewSpace.h"

class PictureSource;

/// How the encoder's numbers are meant, as far as nobody has said it.
struct EncoderGuess
{
    ValueRange range;
    ChannelOrder order = ChannelOrder::Rgb;
    ChannelOrder decoderOrder = ChannelOrder::Rgb;
    bool operator==(const EncoderGuess&) const = default;
};

/// Sends a few pictures of `source` through the models of `plan` with the usual ranges, and with both orders of the
/// channels: what gives reconstructions that are clearly nearer than with the plan's own is taken in its place. What
/// `plan.answers` say stays. A model that takes longer to load than a moment is not tried again. Throws as
/// NewSpaceEngines::load.
[[nodiscard]] EncoderGuess guessEncoder(const NewSpacePlan& plan, PictureSource& source, NewSpaceEngines& engines,
                                        const JobControl& control);
