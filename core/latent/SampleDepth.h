// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/PrincipalComponents.h"

#include <memory>
#include <optional>

/// How deep a point lies in the samples' own distribution.
struct PointDepth
{
    /// From the samples' mean, in the metric of their covariance (P. C. Mahalanobis, On the generalised distance in
    /// statistics, 1936): in standard deviations, whatever the direction. Infinite where samples do not differ at all.
    double distance = 0;
    double fartherShare = 0; ///< of the samples that lie farther out, 0 to 1
    bool operator==(const PointDepth&) const = default;
};

/// The Mahalanobis distances of all samples, to hold a point against.
class SampleDepth
{
public:
    /// `components` are all that `samples` (n x d) have. A stopped run holds none.
    SampleDepth(std::shared_ptr<const PrincipalComponents> components, const LatentTable& samples,
                const JobControl& control = {});

    /// A depth means something only where there are more samples than it takes to span the directions in which they
    /// differ, and one more: else all of them lie equally far out.
    [[nodiscard]] bool isKnown() const { return m_isKnown; }
    /// Of `point` (d). None unless it is known, and where a value is not finite. A point that leaves the directions in
    /// which samples differ lies infinitely far out.
    [[nodiscard]] std::optional<PointDepth> of(LatentView point) const;

    [[nodiscard]] std::size_t samples() const { return m_squares.size(); }

private:
    [[nodiscard]] double squareOf(LatentView coordinates) const;

    std::shared_ptr<const PrincipalComponents> m_components;
    std::size_t m_rank = 0;        ///< components along which samples differ
    std::vector<double> m_squares; ///< of the samples' distances, ascending
    bool m_isKnown = false;
};
