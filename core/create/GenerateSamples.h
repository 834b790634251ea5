// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineClient.h"
#include "space/GeneratedSamples.h"

/// What became of a generated set.
struct GeneratedSet
{
    std::size_t count = 0;
    PictureShape thumbnail;
    std::size_t broken = 0; ///< pictures with NaN or infinite values: kept, and labelled so
    double decodeSeconds = 0;
};

/// Draws the recipe's points and decodes them with `client`, in which the models of `own` are loaded, into `folder`
/// (there, empty): latents.npy (latents of the decoder: with a mapping its w), images.npy (thumbnails) and, for classes
/// that were drawn or pictures that are broken, labels.csv. What is in memory does not grow with the pictures. Throws
/// UserError (latents are missing, a full disk, …), ModelError, and EngineError: Aborted when it was stopped. Then the
/// folder holds rubbish.
GeneratedSet generateSamples(EngineClient& client, const LoadedModel& model, const Space& own,
                             const GenerationRecipe& recipe, const std::filesystem::path& folder,
                             const JobControl& control = {});

/// What there is to say of the recipe before anything starts: count, seed, class or tail that do not fit; empty when
/// all is well.
[[nodiscard]] std::string problemOf(const GenerationRecipe& recipe, const LoadedModel& model);

/// Makes `folder`, which holds the set's files, a space: copies the models of `own` and writes space.json with
/// `attributes`. Throws UserError; the folder is then no space.
void completeGeneratedSpace(const Space& own, const LoadedModel& model, const GenerationRecipe& recipe,
                            const std::string& name, const std::vector<SavedAttribute>& attributes,
                            const std::filesystem::path& folder);

/// Writes the generated set of `space` as a space of its own: the folder `out` is there whole or not at all. `labels`
/// take the place of the set's own; without a column there are none. Throws UserError, also when `out` bears something
/// else than an empty folder.
void saveGeneratedSpace(const Space& space, const LoadedModel& model, const LabelTable& labels,
                        const std::vector<SavedAttribute>& attributes, const std::filesystem::path& out);

/// Keeps generated sets in `cache` below `mostBytes` together: the oldest go, `kept` stays, and so does what is younger
/// than a day and unfinished. What cannot be removed is left.
void pruneGeneratedSets(const std::filesystem::path& cache, const std::filesystem::path& kept,
                        std::uintmax_t mostBytes = std::uintmax_t{2} << 30);
