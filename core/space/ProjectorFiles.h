// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"
#include "space/LabelTable.h"

#include <filesystem>
#include <string_view>

/// The two tables of the TensorBoard Embedding Projector: vectors (tensors.tsv) and what is known of each
/// (metadata.tsv). Throws UserError naming `file`, line and column.

/// A line for each point, its numbers parted by tabs, no header: n x d, 1 to maxLatentSize wide, all finite.
[[nodiscard]] LatentTable parseProjectorVectors(std::string_view text, const std::filesystem::path& file);
[[nodiscard]] LatentTable readProjectorVectors(const std::filesystem::path& file);

/// A line for each point, cells parted by tabs, quotation marks being letters like others. As in the Projector a file
/// of one column has no header (its column is called *label*); one of several has one in its first line.
[[nodiscard]] LabelTable parseProjectorMetadata(std::string_view text, const std::filesystem::path& file);
[[nodiscard]] LabelTable readProjectorMetadata(const std::filesystem::path& file);
