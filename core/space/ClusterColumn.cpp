// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/ClusterColumn.h"

#include <algorithm>

namespace {

bool hasClusters(const LabelColumn& column)
{
    return std::ranges::all_of(column.values, [](const std::string& value) { return value.starts_with("cluster "); });
}

} // namespace

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

std::string clusterColumnName(const LabelTable* labels)
{
    std::string name = "cluster";
    for (std::size_t i = 1;; ++i) {
        const LabelColumn* const column = labels ? labels->find(name) : nullptr;
        if (column == nullptr || hasClusters(*column)) {
            return name;
        }
        name = i == 1 ? "clusters found" : "clusters found " + std::to_string(i);
    }
}
