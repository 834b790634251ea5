// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/JsonReader.h"
#include "space/LabelTable.h"

/// The columns by which `now` differs from `saved`, of as many rows, as a session keeps them; null where it does not.
[[nodiscard]] nlohmann::json changedLabelsToJson(const LabelTable& saved, const LabelTable& now);
/// `labels` with the columns that the session keeps under `key`; samples that it does not know of have no value in
/// them. Null where it keeps none. Throws UserError.
[[nodiscard]] std::shared_ptr<const LabelTable> changedLabelsFrom(const JsonReader& session, const std::string& key,
                                                                  const LabelTable& labels);
