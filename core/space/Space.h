// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/LatentTable.h"
#include "space/LabelTable.h"
#include "space/SpaceManifest.h"

#include <memory>

struct GeneratedSamples;

/// What a user opens: a decoder and all that is known about its latent space. Immutable once opened.
struct Space
{
    std::filesystem::path location; ///< the folder, or the bare decoder's file
    bool isBareDecoder = false;
    bool areInputsKnown = true; ///< false for a bare decoder before probing
    SpaceManifest manifest;
    std::filesystem::path decoderFile;          ///< absolute
    std::filesystem::path encoderFile;          ///< empty when there is none
    std::filesystem::path mappingFile;          ///< likewise
    std::shared_ptr<const LatentTable> latents; ///< null when there are none
    std::shared_ptr<const LabelTable> labels;   ///< as they were when it was opened; null when there are none
    /// SHA-256 over space.json (without labels, attributes and maps) and the sizes of models and latents, or over a
    /// bare decoder: names the space in sessions.
    std::string hash;

    std::shared_ptr<const GeneratedSamples> generated; ///< where the samples were drawn; null for those of its folder

    [[nodiscard]] std::size_t sampleCount() const { return manifest.samples ? manifest.samples->count : 0; }
    [[nodiscard]] int latentSize() const { return manifest.latentSize; }
    [[nodiscard]] std::string name() const;
};

/// Whether they differ in their kept maps at most: what was computed for one holds for the other.
[[nodiscard]] bool isSameOpening(const std::shared_ptr<const Space>& a, const std::shared_ptr<const Space>& b);

/// What a user may have to say about a bare decoder; kept with the space once answered.
struct SpaceHints
{
    std::optional<int> latentSize;
    std::optional<ValueRange> range;
    std::optional<std::vector<ModelInput>> inputs = std::nullopt; ///< beside z
    bool operator==(const SpaceHints&) const = default;
};

/// Opens a space folder, an embedded space's name, or a bare decoder; reads manifest, latents and labels and checks
/// that they agree, but not the models (the engine does). Throws UserError that names file, place and remedy.
[[nodiscard]] std::shared_ptr<const Space> openSpace(const std::filesystem::path& location,
                                                     const SpaceHints& hints = {});

/// Folders of the embedded spaces that this build or installation has, Avatars first, the others by name. `executable`
/// is the running program.
[[nodiscard]] std::vector<std::filesystem::path> embeddedSpaces(const std::filesystem::path& executable);
/// Whether `space` is one of these, which came with the program.
[[nodiscard]] bool isEmbedded(const std::filesystem::path& space, const std::filesystem::path& executable);
/// `spec` if it exists as a path, else the embedded space of that name. Throws UserError listing the names.
[[nodiscard]] std::filesystem::path resolveSpace(const std::string& spec, const std::filesystem::path& executable);

inline constexpr std::size_t mostLabelBytes = std::size_t{4} << 30; ///< of a file of labels
/// The file that space.json of `folder` names under `key`, links followed. Throws UserError when it is not inside.
[[nodiscard]] std::filesystem::path fileOfSpace(const std::filesystem::path& folder, const std::string& name,
                                                const std::string& key);

/// Writes attributes into the folder's space.json, atomically, keeping unknown keys. Throws UserError.
void saveAttributes(const Space& space, const std::vector<SavedAttribute>& attributes);
