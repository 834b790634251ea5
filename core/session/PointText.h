// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <string>
#include <string_view>

/// The point as text for the clipboard and for the PNG that carries it: JSON with the latent, the base, the amounts and
/// the space's hash.
[[nodiscard]] std::string pointToText(const SessionState& state);
/// Reads it, or a plain list of numbers. Throws UserError when it is neither or has another number of latents.
void pointFromText(SessionState& state, std::string_view text);
