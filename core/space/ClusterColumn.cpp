// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/ClusterColumn.h"

std::string clusterName(std::size_t cluster)
{
    return "cluster " + std::to_string(cluster + 1);
}

LabelColumn clusterColumn(std::string name, const Clusters& clusters)
{
    std::vector<std::string> values;
    for (std::size_t k = 0; k < clusters.count(); ++k) {
        values.push_back(clusterName(k));
    }
    return columnOf(std::move(name), std::move(values), clusters.clusterOf);
}
