// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

/// One JSON file: version, the space's path and hash, the state. Written atomically.
void writeSession(const std::filesystem::path& file, const SessionState& state);

/// Reads a session and opens its space. Throws UserError naming the file and what is wrong (of a newer version, the
/// space is gone, …). A space whose hash changed opens, with `warning` set.
struct ReadSession
{
    SessionState state;
    std::string warning;
};
[[nodiscard]] ReadSession readSession(const std::filesystem::path& file);

/// The point as text for the clipboard and for the PNG that carries it: JSON with the latent, the base, the amounts and
/// the space's hash.
[[nodiscard]] std::string pointToText(const SessionState& state);
/// Reads it, or a plain list of numbers. Throws UserError when it is neither or has another number of latents.
void pointFromText(SessionState& state, std::string_view text);
