// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maps/TsneSteps.h"

/// A run of t-SNE on a device that goes on on the processor where the device has a problem (DeviceProblem): its memory
/// may be full, or be taken by others on the way.
class DeviceOrProcessor : public TsneSteps
{
public:
    /// `table` outlives it. Without `onDevice` it is the processor's from the start. `reason` is why it runs where it
    /// does.
    DeviceOrProcessor(const LatentTable& table, const TsneOptions& options, TsneState start, const JobControl& control,
                      const PrepareTsne& onDevice, std::string reason);

    void step() override;
    [[nodiscard]] int iteration() const override;
    [[nodiscard]] std::size_t rows() const override;
    [[nodiscard]] double perplexity() const override;
    [[nodiscard]] std::span<const float> positions() const override;
    [[nodiscard]] TsneState state() const override;
    [[nodiscard]] double divergence() override;
    [[nodiscard]] std::optional<double> neighbourRecall() const override;
    [[nodiscard]] std::string device() const override;
    [[nodiscard]] std::string deviceReason() const override;

private:
    template <class Work> auto wherePossible(const Work& work) const;
    void goOver(const std::string& reason) const;

    const LatentTable& m_table;
    TsneOptions m_options;
    TsneState m_start;
    JobControl m_control;
    mutable std::unique_ptr<TsneSteps> m_run; ///< another one behind a problem, which asking for places may find too
    mutable std::string m_reason;
};
