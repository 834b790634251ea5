// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/Clusters.h"
#include "space/LabelTable.h"

/// "cluster 1" for the first one.
[[nodiscard]] std::string clusterName(std::size_t cluster);

/// Clusters as a label column like any other.
[[nodiscard]] LabelColumn clusterColumn(std::string name, const Clusters& clusters);

/// How a column of clusters is called: "cluster", where that is free or names clusters that were found before; else
/// "clusters found", "clusters found 2", ….
[[nodiscard]] std::string clusterColumnName(const LabelTable* labels);
