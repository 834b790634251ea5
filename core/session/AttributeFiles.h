// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/SessionState.h"

#include <filesystem>

// Attribute vectors on disk: .npy files, JSON files with all that is known of them, and the space's own list.

struct AttributeInFile
{
    AttributeSlider attribute;
    std::string space; ///< the name of the one that it was made in; empty: the file does not say
};
/// Reads a vector of `latentSize` numbers at amount 0: from .npy (d or 1 x d), named after the file, or from JSON, told
/// by its content. Throws UserError that names the file and, where they differ, both widths.
[[nodiscard]] AttributeInFile readAttributeFile(const std::filesystem::path& file, std::size_t latentSize);
/// Writes a name that ends in .json as an entry of a space.json that names its space, any other as .npy: the vector
/// alone, <f4, 1 x d.
void writeAttributeFile(const std::filesystem::path& file, const AttributeSlider& attribute, const std::string& space);

/// What stands behind it, for a space or a session to keep.
[[nodiscard]] AttributeRecord recordOf(const AttributeSlider& attribute);
[[nodiscard]] SavedAttribute toSaved(const AttributeSlider& attribute);
[[nodiscard]] AttributeSlider fromSaved(const SavedAttribute& saved);
/// Adds `attributes` to those in the space's space.json on disk; one of the same name takes its place. Throws UserError
/// (a bare decoder has no space.json).
void addToSpaceFile(const Space& space, const std::vector<AttributeSlider>& attributes);
