// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/PriorDraws.h"
#include "space/JsonReader.h"
#include "space/Space.h"

// Samples that were drawn and decoded: what they are made of, and spaces that have them in place of their own.

/// All that a generated set depends on, beside the space: with the same it is the same again.
struct GenerationRecipe
{
    DrawRecipe draws;                        ///< with a mapping: of z, unless they are drawn around latents
    LatentVector tail;                       ///< what stands behind each latent when it is decoded
    std::optional<std::uint32_t> drawnClass; ///< the input that each sample has a class of its own for, by its place
    bool operator==(const GenerationRecipe&) const = default;
};

/// A generated set. It belongs to a session; its files may be lost and are then made again.
struct GeneratedSamples
{
    GenerationRecipe recipe;
    std::filesystem::path folder;     ///< latents.npy, images.npy, and labels.csv where there are labels
    std::shared_ptr<const Space> own; ///< the space as it was opened
};

inline constexpr std::size_t mostThumbnailPixels = 8192;                  ///< of one sample
inline constexpr std::size_t mostThumbnailBytes = std::size_t{512} << 20; ///< of all samples together
/// The shape that `count` decoded pictures are kept in: their own, or smaller where one has more than
/// `mostThumbnailPixels` or all together have more than `mostThumbnailBytes`.
[[nodiscard]] PictureShape thumbnailShape(PictureShape picture, std::size_t count);

/// The space as it was opened, with its own samples or none.
[[nodiscard]] std::shared_ptr<const Space> ownSpace(const std::shared_ptr<const Space>& space);
/// The generated space as drawn for `own`, which is the same opening of what it was drawn for, with other kept maps.
[[nodiscard]] std::shared_ptr<const Space> withOwnSpace(const Space& generated, std::shared_ptr<const Space> own);
/// Where the files of the space's samples are: its folder, or the generated set's.
[[nodiscard]] std::filesystem::path samplesFolder(const Space& space);

/// A name for the set's folder: the same for the same recipe, space and decoder. Reads the decoder.
[[nodiscard]] std::string generatedName(const Space& own, const GenerationRecipe& recipe);
/// The space `own` with the set that lies in `folder`, checked as openSpace checks. Throws UserError when it is not
/// whole.
[[nodiscard]] std::shared_ptr<const Space> withGeneratedSamples(const std::shared_ptr<const Space>& own,
                                                                const GenerationRecipe& recipe,
                                                                const std::filesystem::path& folder);

/// The label column of a generated set that tells broken pictures: "yes" for those with NaN or infinite values.
inline constexpr const char* brokenColumn = "NaN";

[[nodiscard]] nlohmann::json recipeToJson(const GenerationRecipe& recipe);
[[nodiscard]] GenerationRecipe recipeFromJson(const JsonReader& object);
