// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/JobControl.h"
#include "latent/LatentTable.h"
#include "latent/NearKernels.h"
#include "latent/NearMetric.h"

/// A vector as a CodedTable takes it; `isCoded` is false where it lies too far off for bounds to say anything.
struct CodedQuery
{
    bool isCoded = false;
    std::vector<std::int16_t> codes;
    float scale = 0;
    float square = 0;
    float error = 0;
};

/// An 8-bit copy of a table of latents with a bound on how wrong each row is, so that most rows can be left out of an
/// exact search without being looked at. Rows are taken relative to a typical latent: a mean far from zero costs no
/// precision. By angle, rows and point are normalised first. 8 bytes a row beside the codes, columns rounded up to
/// four.
class CodedTable
{
public:
    CodedTable() = default;
    /// `table` (n x d) must be finite. A stopped run leaves the table empty.
    CodedTable(const LatentTable& table, NearMetric metric, const JobControl& control = {});

    [[nodiscard]] bool isEmpty() const { return m_scales.empty(); }
    [[nodiscard]] std::size_t memoryBytes() const;
    /// `point` is finite and has d floats; not zero by angle.
    [[nodiscard]] CodedQuery coded(LatentView point) const;
    /// Rows of [first, last), in order, that may be at most `distance` from the point (its square by length): none that
    /// is is missing. `first` is a multiple of 16; `numbers` has room for last - first, rounded up to 16.
    [[nodiscard]] std::size_t within(const CodedQuery& point, std::size_t first, std::size_t last, double distance,
                                     std::uint32_t* numbers, const NearKernels& kernels = nearKernels()) const;

    static constexpr std::size_t blockRows = 16;

private:
    void choose(const LatentTable& table);
    void takeRelative(LatentView row, std::vector<double>& relative) const;
    void code(std::size_t row, const std::vector<double>& relative);

    NearMetric m_metric = NearMetric::Euclidean;
    std::size_t m_columns = 0;
    std::size_t m_groups = 0; ///< of four columns
    LatentVector m_centre;    ///< of the rows, in each column
    double m_unit = 1;        ///< a typical largest deviation of a row from the centre
    std::vector<std::int8_t> m_codes;
    std::vector<float> m_scales;
    std::vector<float> m_errors;
};
