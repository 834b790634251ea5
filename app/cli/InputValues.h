// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/Verbs.h"

/// What goes into the decoder beside the latents, as it was said on the command line.
struct InputValues
{
    std::vector<std::string> inputs; ///< "NAME=VALUE"
    std::optional<double> truncation;
};

/// Adds --input and --truncation.
void addInputOptions(CLI::App& verb, InputValues& values);
/// What stands behind the latents in a row of the loaded model. Throws UserError for a name or a value that the model
/// does not have.
[[nodiscard]] LatentVector rowTailOf(const LoadedSpace& loaded, const InputValues& values);

/// "label (class of 10), noise (1 x 8 x 8)", or "none".
[[nodiscard]] std::string inputsText(const std::vector<ModelInput>& inputs);
