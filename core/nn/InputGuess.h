// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/Picture.h"
#include "nn/DecoderInputs.h"
#include "nn/TorchModule.h"

#include <functional>
#include <optional>

/// In which ways inputs that are known may go into forward, the likeliest first. Throws ModelError when forward takes
/// more or fewer.
[[nodiscard]] std::vector<InputLayout> layoutsOf(const TorchModule& module, const std::vector<ModelInput>& inputs);
/// What may go in beside the points, by name, type and weights of forward's arguments; one empty layout when it takes
/// points alone. At most `most` of them. Throws ModelError for an argument that nothing known fits.
[[nodiscard]] std::vector<InputLayout> guessedLayouts(const TorchModule& module,
                                                      const std::optional<PictureShape>& picture, std::size_t most);

/// Whether the model runs with a layout and gives pictures.
using TriesLayout = std::function<bool(const InputLayout&)>;
/// Of a guessed layout that `fits`: whole numbers that may be any number become numbers, and classes are counted.
/// Throws ModelError when they have no end.
[[nodiscard]] InputLayout refined(InputLayout layout, const TriesLayout& fits);

/// "label, noise": the arguments that forward takes beside its points.
[[nodiscard]] std::string furtherArguments(const TorchModule& module);
