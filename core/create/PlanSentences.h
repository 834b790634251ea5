// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "create/NewSpace.h"

// What each assumption of a plan is, and where it comes from, in a sentence.

[[nodiscard]] std::string latentSizeSentence(const NewSpacePlan& plan, bool hasLatents);
[[nodiscard]] std::string decoderRangeSentence(const NewSpacePlan& plan);
[[nodiscard]] std::string decoderOrderSentence(const NewSpacePlan& plan);
[[nodiscard]] std::string encoderRangeSentence(const NewSpacePlan& plan);
[[nodiscard]] std::string encoderOrderSentence(const NewSpacePlan& plan);
[[nodiscard]] std::string encoderPictureSentence(const NewSpacePlan& plan);
/// `origins` are of a few pictures.
[[nodiscard]] std::string fitSentence(const NewSpacePlan& plan, const std::vector<PictureOrigin>& origins);
[[nodiscard]] std::string tileSentence(const NewSpacePlan& plan);
[[nodiscard]] std::string latentSourceSentence(const NewSpacePlan& plan);
[[nodiscard]] std::string labelJoiningSentence(const NewSpacePlan& plan, const std::string& column);
[[nodiscard]] std::string priorSentence(const NewSpacePlan& plan);
