// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/ModelInput.h"
#include "latent/Prior.h"
#include "space/JsonReader.h"

// What goes into a decoder beside z, as space.json, settings and sessions keep it (docs/file-formats.md).

/// The list `inputs` of `object`; empty when it has none. Throws UserError with the key and what is wrong.
[[nodiscard]] std::vector<ModelInput> inputsFromJson(const JsonReader& object);
/// `old` is the list as it was read: keys that this version does not know are kept, by name of the input.
[[nodiscard]] nlohmann::json inputsToJson(const std::vector<ModelInput>& inputs, const nlohmann::json& old = {});

/// `word` as a prior, read from `key` of `object`; `missing` where it is not there.
[[nodiscard]] Prior priorFromJson(const JsonReader& object, const std::string& key, Prior missing);
[[nodiscard]] std::string priorToJson(Prior prior);
/// The entry of `entries` that is called `name`, or an empty object.
[[nodiscard]] nlohmann::json entryNamed(const nlohmann::json& entries, const std::string& name);
