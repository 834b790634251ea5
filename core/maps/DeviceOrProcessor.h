// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "maps/TsneSteps.h"

/// A run of t-SNE on a device that begins anew on the processor where the device has a problem (DeviceProblem): its
/// memory may be full, or be taken by others on the way. The processor then makes up for the iterations that were done.
class DeviceOrProcessor : public TsneSteps
{
public:
    /// `table` outlives it. Without `onDevice` it is the processor's from the start. `reason` is why it runs where it
    /// does.
    DeviceOrProcessor(const LatentTable& table, const TsneOptions& options, const JobControl& control,
                      const PrepareTsne& onDevice, std::string reason);

    void step() override;
    [[nodiscard]] int iteration() const override;
    [[nodiscard]] std::size_t rows() const override;
    [[nodiscard]] double perplexity() const override;
    [[nodiscard]] std::span<const float> positions() const override;
    [[nodiscard]] double divergence() override;
    [[nodiscard]] std::optional<double> neighbourRecall() const override;
    [[nodiscard]] std::string device() const override;
    [[nodiscard]] std::string deviceReason() const override;

private:
    template <class Work> auto wherePossible(const Work& work) const;
    void goOver(const std::string& reason) const;

    const LatentTable& m_table;
    TsneOptions m_options;
    JobControl m_control;
    mutable std::unique_ptr<TsneSteps> m_run; ///< another one behind a problem, which asking for places may find too
    mutable std::string m_reason;
};
