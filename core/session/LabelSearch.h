// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

/// What somebody looks for among the samples of a space, typed as one text.
///
/// A whole number is a sample's number, besides being text. `column=text` looks in that column alone. Else samples of
/// which a label contains the text, in upper or lower case; columns of more than a thousand numbers are left out.
/// Ascending; none for an empty text. `labels` may be null.
[[nodiscard]] SampleSet samplesMatching(const LabelTable* labels, std::size_t samples, const std::string& text);
