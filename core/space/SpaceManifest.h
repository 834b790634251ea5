// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "latent/LatentVector.h"
#include "latent/ModelInput.h"
#include "latent/Prior.h"
#include "space/AttributeJson.h"
#include "space/SavedMap.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// An attribute vector as a space keeps it.
struct SavedAttribute
{
    std::string name;
    LatentVector vector;
    float amount = 0;
    std::string method;
    std::string with; ///< what the group was, in words
    std::string without;
    std::size_t withCount = 0;
    std::size_t withoutCount = 0;
    double withPosition = 0;
    double withoutPosition = 0;
    std::string notes;
    AttributeRecord record = {};
    bool operator==(const SavedAttribute&) const = default;
};

struct ManifestModel
{
    std::string file; ///< relative, inside the folder
    PictureShape picture;
    std::optional<ValueRange> range;
    std::optional<ChannelOrder> order = {}; ///< empty: RGB, or for an encoder as the decoder
    bool operator==(const ManifestModel&) const = default;
};

/// A network that turns draws of the prior, z, into latents, w.
struct ManifestMapping
{
    std::string file;            ///< relative, inside the folder
    int size = 0;                ///< of z
    Prior prior = Prior::Normal; ///< of z
    bool operator==(const ManifestMapping&) const = default;
};

struct ManifestSamples
{
    std::size_t count = 0;
    std::string images; ///< images.png, images.npy or images/
    int columns = 1;    ///< tiles a row in images.png
    std::string latents;
    std::string labels;
    PictureShape thumbnail = {}; ///< of the pictures in images.npy, where they are smaller than the decoder's
    bool operator==(const ManifestSamples&) const = default;
};

/// The content of space.json (docs/file-formats.md). Every file in it is relative and stays inside the folder.
struct SpaceManifest
{
    static constexpr int newestFormat = 1;

    std::string name;
    std::string description;
    std::string licence;
    std::string madeBy;
    int latentSize = 0;            ///< 0: unknown (a bare decoder before probing)
    std::string latentShape = "n"; ///< "n" or "n,1,1"
    Prior prior = Prior::Unknown;
    std::vector<std::string> latentNames; ///< empty, or one per dimension
    std::optional<ManifestModel> decoder; ///< always there in a space folder
    std::optional<ManifestModel> encoder;
    std::vector<ModelInput> inputs; ///< what goes into the decoder beside the latents, in forward's order
    std::optional<ManifestMapping> mapping;
    std::optional<ManifestSamples> samples;
    std::vector<SavedMap> maps; ///< of the samples; on rewriting, the entries stay as they are or go all together
    std::vector<SavedAttribute> attributes;
    nlohmann::json original; ///< as read: unknown keys are kept on rewriting

    /// Reads and checks space.json text. `file` is named in errors. Throws UserError with the key and what is wrong.
    static SpaceManifest parse(std::string_view text, const std::filesystem::path& file);
    /// JSON text with the unknown keys of `original`.
    [[nodiscard]] std::string toJson() const;
};

/// The text of a space.json: indented, UTF-8.
[[nodiscard]] std::string spaceFileText(const nlohmann::json& manifest);
