// SPDX-License-Identifier: GPL-3.0-or-later
#include "maps/DeviceOrProcessor.h"

#include "base/DeviceProblem.h"
#include "latent/TsneRules.h"
#include "maps/Tsne.h"

#include <utility>

DeviceOrProcessor::DeviceOrProcessor(const LatentTable& table, const TsneOptions& options, TsneState start,
                                     const JobControl& control, const PrepareTsne& onDevice, std::string reason)
    : m_table(table)
    , m_options(optionsFrom(start, options))
    , m_start(std::move(start))
    , m_control(control)
    , m_reason(std::move(reason))
{
    if (!onDevice) {
        m_run = prepareOnProcessor(table, options, std::move(m_start), control);
        return;
    }
    try {
        m_run = onDevice(table, options, m_start, control);
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
    TsneState reached = m_start;
    const int iteration = m_run ? m_run->iteration() : 0;
    if (m_run) {
        try {
            reached = m_run->state();
        } catch (const DeviceProblem&) { // lost: it is made up for
        }
    }
    m_run.reset(); // others may need what it holds
    m_reason = reason;
    m_run = prepareOnProcessor(m_table, m_options, std::move(reached), m_control);
    while (m_run->rows() > 0 && m_run->iteration() < iteration && !m_control.stop.stop_requested()) {
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

TsneState DeviceOrProcessor::state() const
{
    return wherePossible([](const TsneSteps& run) { return run.state(); });
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
