// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <utility>
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

/// Looks at the files in `folder` and tells by their content what they are; pictures are counted by their names, in the
/// folders below as well, links not followed. Where there is no decoder, what is missing is looked for two levels down.
/// A TorchScript file is known by its name, else by its code. Of several of a kind the one that fits is taken, else the
/// largest, and the others are named; one picture beside latents is a sheet of tiles. No model is run.
/// Throws UserError when `folder` cannot be read.
[[nodiscard]] FoundPieces findPieces(const std::filesystem::path& folder);
/// The same for files and folders that somebody named or dropped together. One picture file among them is a sheet of
/// tiles; `FILE.npz:NAME` is one array. Throws UserError also for a file that cannot be read.
[[nodiscard]] FoundPieces findPieces(std::span<const std::filesystem::path> paths);

/// Names the array of a `.npz` that was given without one: the likeliest, which `notes` say when there are several.
/// Throws UserError when the file cannot be read.
void nameArray(Piece& piece, std::vector<std::string>& notes);
/// `FILE.npz:NAME` parted, unless there is a file of that whole name; else all of it and no name.
[[nodiscard]] std::pair<std::filesystem::path, std::string> partedArray(const std::filesystem::path& given);
