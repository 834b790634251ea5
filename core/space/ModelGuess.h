// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

enum class ModelKind { Decoder, Encoder, Mapping };

/// What a TorchScript file is taken for.
struct ModelGuess
{
    ModelKind kind;
    int certainty;   ///< 2: its name says so, 1: its code does, 0: nothing says otherwise
    std::string why; ///< the end of a sentence, with its full stop
    bool operator==(const ModelGuess&) const = default;
};

/// The name goes before the code: encoders enlarge pictures, too, where they bring them to a size. Of several words in
/// a name the last one counts; an autoencoder is no encoder. A mapping is one only where its code enlarges nothing.
[[nodiscard]] ModelGuess guessModel(const std::filesystem::path& file, std::string_view code);
