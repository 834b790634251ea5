// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/DeviceOrProcessor.h"

#include "base/DeviceProblem.h"
#include "maps/Tsne.h"

#include <utility>

DeviceOrProcessor::DeviceOrProcessor(const LatentTable& table, const TsneOptions& options, const JobControl& control,
                                     const PrepareTsne& onDevice, std::string reason)
    : m_table(table)
    , m_options(options)
    , m_control(control)
    , m_reason(std::move(reason))
{
    if (!onDevice) {
        m_run = prepareOnProcessor(table, options, control);
        return;
    }
    try {
        m_run = onDevice(table, options, control);
    } catch (const DeviceProblem& problem) {
        goOver(problem.what());
    }
}

/// What `work` gives of the run at hand, or of the processor's.
template <class Work> auto DeviceOrProcessor::wherePossible(const Work& work) const
{
    try {
        return work(*m_run);
    } catch (const DeviceProblem& problem) {
        goOver(problem.what());
    }
    return work(*m_run);
}

void DeviceOrProcessor::goOver(const std::string& reason) const
{
    const int reached = m_run ? m_run->iteration() : 0;
    m_run.reset(); // others may need what it holds
    m_reason = reason;
    m_run = prepareOnProcessor(m_table, m_options, m_control);
    while (m_run->rows() > 0 && m_run->iteration() < reached && !m_control.stop.stop_requested()) {
        m_run->step();
        m_control.report(1); // a sign of life
    }
}

void DeviceOrProcessor::step()
{
    wherePossible([](TsneSteps& run) { run.step(); });
}

int DeviceOrProcessor::iteration() const
{
    return m_run->iteration();
}

std::size_t DeviceOrProcessor::rows() const
{
    return m_run->rows();
}

double DeviceOrProcessor::perplexity() const
{
    return m_run->perplexity();
}

std::span<const float> DeviceOrProcessor::positions() const
{
    return wherePossible([](const TsneSteps& run) { return run.positions(); });
}

double DeviceOrProcessor::divergence()
{
    return wherePossible([](TsneSteps& run) { return run.divergence(); });
}

std::optional<double> DeviceOrProcessor::neighbourRecall() const
{
    return m_run->neighbourRecall();
}

std::string DeviceOrProcessor::device() const
{
    return m_run->device();
}

std::string DeviceOrProcessor::deviceReason() const
{
    return m_reason;
}
