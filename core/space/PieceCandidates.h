// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/FindPieces.h"

#include <cstdint>

/// A piece, and what speaks for it where there are several of its kind.
struct PieceCandidate
{
    Piece piece;
    std::uintmax_t size = 0;
    int certainty = 1;     ///< goes before the size
    std::string flaw = {}; ///< why it is less certain; the end of a sentence
};

[[nodiscard]] bool has(const std::vector<PieceCandidate>& found, PieceKind kind);

/// Of each kind the one of the greatest certainty, and of those the largest; a note says why each other is not. Tables
/// of labels that do not fit the pictures, or else the latents, lose their certainty.
[[nodiscard]] FoundPieces bestOfEach(std::vector<PieceCandidate> candidates, std::vector<std::string> notes);
