// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ModelError.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

/// What is said about a model file, or about an error of LibTorch, in plain words. Knows no LibTorch.

/// Throws ModelError (Unusable) saying what the bytes look like, unless they are a zip archive with TorchScript code.
void requireTorchScript(std::span<const std::byte> file);

/// The line of an error text that tells most: what the model's own program raised, else the first line; one line,
/// without C++ back-trace, at most 300 characters.
[[nodiscard]] std::string usefulLine(const std::string& errorText);

/// Turns the text of an error that came up while loading into a ModelError: NeedsNewerTorch, naming the operator or
/// the version, when the file asks for something that LibTorch `version` lacks.
[[nodiscard]] ModelError loadingError(const std::string& errorText, const std::string& version);
/// The model wanted memory or files that it may not have: to try it in another way brings nothing.
class ModelRefused : public ModelError
{
public:
    using ModelError::ModelError;
};

/// When the model wanted memory or files of this machine that it may not have: the sentence that says so. `doing`
/// continues "The model needed more memory …".
[[nodiscard]] std::optional<ModelRefused> refusedBySystem(const std::string& errorText, const std::string& doing);
/// The same for an error while running. `doing` continues "The model failed …".
[[nodiscard]] ModelError runningError(const std::string& errorText, const std::string& doing);
/// Throws what `refusedBySystem` says, else `runningError`.
[[noreturn]] void failRunning(const std::string& errorText, const std::string& doing);
