// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latent/CodedTable.h"

#include <memory>

/// A sample and how far it is from the point that was asked about.
struct NearSample
{
    std::uint32_t sample = 0;
    double distance = 0;
    bool operator==(const NearSample&) const = default;
};

/// Finds the samples nearest to a point, exactly: what a full scan in double precision finds. An 8-bit copy of the
/// latents is scanned first; only rows that its error bounds cannot rule out are measured. May be asked by several
/// threads at once.
class NearestSamples
{
public:
    /// `table` is n x d and finite; the copy takes d + 8 bytes a row (d rounded up to a multiple of four). Small tables
    /// need none. A stopped run leaves it out too: answers are the same, and come later.
    NearestSamples(std::shared_ptr<const LatentTable> table, NearMetric metric, const JobControl& control = {});

    /// The `count` samples nearest to `point` (d floats), all where there are fewer; nearest first, of equally near
    /// ones the lower number. The same for any number of `threads` (0: as many as there are processors) and any
    /// `kernels`. Throws UserError if a value is not finite, std::logic_error where the point is not d wide.
    [[nodiscard]] std::vector<NearSample> nearest(LatentView point, std::size_t count, int threads = 0) const;
    [[nodiscard]] std::vector<NearSample> nearest(LatentView point, std::size_t count, int threads,
                                                  const NearKernels& kernels) const;

    [[nodiscard]] const LatentTable& table() const { return *m_table; }
    [[nodiscard]] NearMetric metric() const { return m_metric; }
    [[nodiscard]] std::size_t memoryBytes() const { return m_coded.memoryBytes(); } ///< beside the table

private:
    std::shared_ptr<const LatentTable> m_table;
    NearMetric m_metric;
    CodedTable m_coded; ///< empty for small tables
};

/// How far samples lie from their nearest other sample: the median over `samples` of them, spread evenly over the
/// table.
struct TypicalDistance
{
    double median = 0;
    std::size_t samples = 0; ///< 0: there is no other sample
};

/// At most `most` samples are asked about, on the calling thread alone. A stopped run gives none.
[[nodiscard]] TypicalDistance typicalDistance(const NearestSamples& nearest, std::size_t most = 1000,
                                              const JobControl& control = {});
