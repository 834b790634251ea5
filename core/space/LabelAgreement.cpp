// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/LabelAgreement.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

namespace {

/// In nats, of groups of these sizes.
template <class Group> double entropyOf(const std::map<Group, std::size_t>& sizes, std::size_t all)
{
    double entropy = 0;
    for (const auto& [group, size] : sizes) {
        const double share = static_cast<double>(size) / static_cast<double>(all);
        entropy -= share * std::log(share);
    }
    return entropy;
}

/// What one does not know of the first when one knows the second, as a share of what there is to know, taken from 1.
double knownShare(double joint, double first, double second)
{
    return first > 0 ? std::clamp(1 - (joint - second) / first, 0.0, 1.0) : 1;
}

} // namespace

LabelAgreement agreementOf(const LabelColumn& clusters, const LabelColumn& classes)
{
    if (clusters.codes.size() != classes.codes.size()) {
        throw std::logic_error("agreementOf: the columns are of different samples");
    }
    LabelAgreement agreement;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> together;
    std::map<std::uint32_t, std::size_t> clusterSizes;
    std::map<std::uint32_t, std::size_t> classSizes;
    for (std::size_t i = 0; i < clusters.codes.size(); ++i) {
        const std::uint32_t k = clusters.codes[i];
        const std::uint32_t c = classes.codes[i];
        if (k != LabelColumn::unknown && c != LabelColumn::unknown) {
            ++together[{k, c}];
            ++clusterSizes[k];
            ++classSizes[c];
            ++agreement.samples;
        }
    }
    const double joint = entropyOf(together, agreement.samples);
    const double ofClusters = entropyOf(clusterSizes, agreement.samples);
    const double ofClasses = entropyOf(classSizes, agreement.samples);
    agreement.homogeneity = knownShare(joint, ofClasses, ofClusters);
    agreement.completeness = knownShare(joint, ofClusters, ofClasses);
    return agreement;
}
