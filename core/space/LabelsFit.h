// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/FindPieces.h"
#include "space/LabelTable.h"

/// The labels in `file` as they stand: CSV or TSV, CelebA's list, the Projector's metadata, IDX. Throws UserError.
[[nodiscard]] LabelTable readLabelsOfAnyKind(const std::filesystem::path& file);

/// The samples that labels are to belong to, as far as files tell without being decoded.
struct ExpectedSamples
{
    std::size_t count = 0;
    std::vector<std::string> names; ///< of pictures that are files of their own
};
/// Of pictures, unless they are a sheet, or of latents; 0 where it cannot be told.
[[nodiscard]] ExpectedSamples samplesOf(const Piece& piece);

/// Whether the table names the pictures' files, or has a row for each sample.
[[nodiscard]] bool labelsFit(const std::filesystem::path& file, const ExpectedSamples& samples);
