// SPDX-License-Identifier: GPL-3.0-or-later
#include "TsneOnDevice.h"

#include "latent/TsneRules.h"
#include "maps/DeviceOrProcessor.h"
#include "maps/TsneStart.h"
#include "nn/Device.h"
#include "nn/DeviceTsne.h"

#include <cstdlib>
#include <string_view>

namespace {

constexpr std::size_t fewForDevice = 2000; ///< samples; below, a GPU waits for its next order most of the time

/// DeviceTsne as core/maps knows a run.
class DeviceSteps : public TsneSteps
{
public:
    DeviceSteps(const LatentTable& table, const TsneOptions& options, const TsneState& start, const JobControl& control,
                std::string device)
        : m_device(std::move(device))
        , m_run(table, tsneStart(table, options, control), optionsFrom(start, options), m_device, control)
    {
        if (!start.positions.empty()) {
            m_run.goOn(start);
        }
    }

    void step() override { m_run.step(); }
    [[nodiscard]] int iteration() const override { return m_run.iteration(); }
    [[nodiscard]] std::size_t rows() const override { return m_run.rows(); }
    [[nodiscard]] double perplexity() const override { return m_run.perplexity(); }
    [[nodiscard]] std::span<const float> positions() const override
    {
        m_positions = m_run.positions();
        return m_positions;
    }
    [[nodiscard]] TsneState state() const override { return m_run.state(); }
    [[nodiscard]] double divergence() override { return m_run.divergence(); }
    [[nodiscard]] std::string device() const override { return m_device; }

private:
    std::string m_device;
    DeviceTsne m_run;
    mutable std::vector<float> m_positions; ///< as they were asked for last
};

bool usesLibTorchAlways()
{
    const char* const named = std::getenv("MORPHOSCOPE_TSNE");
    return named != nullptr && std::string_view(named) == "libtorch";
}

} // namespace

std::unique_ptr<TsneSteps> prepareTsne(const LatentTable& table, const TsneOptions& options, TsneState start,
                                       const JobControl& control)
{
    requireSound(options);
    requireFinite(table, "The latents");
    if (!start.positions.empty()) {
        requireSound(start, table.rows());
    }
    const DeviceChoice chosen = chooseDevice(options.device);
    PrepareTsne onDevice;
    std::string reason = chosen.reason;
    if (usesLibTorchAlways()) {
        reason = "MORPHOSCOPE_TSNE=libtorch";
    } else if (options.device == "auto" && chosen.name != "cpu" && table.rows() < fewForDevice) {
        reason = "there are few samples";
    }
    if (usesLibTorchAlways() || (chosen.name != "cpu" && reason == chosen.reason)) {
        onDevice = [&chosen](const LatentTable& rows, const TsneOptions& wanted, const TsneState& before,
                             const JobControl& job) {
            return std::make_unique<DeviceSteps>(rows, wanted, before, job, chosen.name);
        };
    }
    return std::make_unique<DeviceOrProcessor>(table, options, std::move(start), control, onDevice, reason);
}
