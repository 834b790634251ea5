// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

enum class PieceKind { Decoder, Encoder, Pictures, Latents, Labels };

/// Something in a folder that can become part of a space.
struct Piece
{
    PieceKind kind;
    std::filesystem::path path;
    std::string array;    ///< its name inside an .npz; else empty
    std::string sentence; ///< what it was taken for, and why
    bool operator==(const Piece&) const = default;
};

/// What was found in a folder: at most one piece of each kind, in the order of PieceKind.
struct FoundPieces
{
    std::vector<Piece> pieces;
    std::vector<std::string> notes; ///< sentences: what was left aside and why
    [[nodiscard]] const Piece* find(PieceKind kind) const;
};

/// Looks at the files in `folder` (not below it) and tells by their content what they are; pictures are counted by
/// their names, in the folders below as well, links not followed. A TorchScript file is a decoder when its code
/// enlarges pictures, else an encoder when its code has convolutions alone or its name says so. Of several of a kind
/// the largest is taken and the others are named; one picture beside latents is a sheet of tiles. No model is run.
/// Throws UserError when `folder` cannot be read.
[[nodiscard]] FoundPieces findPieces(const std::filesystem::path& folder);
/// The same for files and folders that somebody named or dropped together. One picture file among them is a sheet of
/// tiles. Throws UserError also for a file that cannot be read.
[[nodiscard]] FoundPieces findPieces(std::span<const std::filesystem::path> paths);
