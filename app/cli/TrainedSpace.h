// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "engine/EngineClient.h"

#include <nlohmann/json.hpp>

/// All that a space made by training consists of.
struct TrainedSpace
{
    std::string name;
    TrainingOptions options;
    const TrainedModel* model = nullptr;
    const PictureBatch* pictures = nullptr;
    std::string labels; ///< text of labels.csv, or empty
    nlohmann::json record;
};

/// What space.json keeps of a training: options, epochs, losses.
[[nodiscard]] nlohmann::json trainingRecord(const TrainingOptions& options, const TrainedModel& model,
                                            const EngineDescription& engine, std::size_t pictures);

/// Writes decoder.pt, encoder.pt, images.png or images.npy, latents.npy (by the new encoder, on `device`), labels.csv
/// and space.json, all together or not at all; a folder that is there is exchanged in one step. Throws UserError.
void writeTrainedSpace(const std::filesystem::path& out, const TrainedSpace& space, EngineClient& client,
                       const std::string& device);
