// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/SlowJob.h"

#include <utility>

namespace {
constexpr int patienceMs = 300; ///< what is shorter would only flicker
} // namespace

SlowJob::SlowJob(JobList& jobs, const QString& title, std::function<void()> stop, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this, title, stop = std::move(stop)] {
        m_listed = m_jobs.add(title, stop);
        report(m_fraction);
    });
}

void SlowJob::setRunning(bool running)
{
    if (!running) {
        m_patience.stop();
        if (const auto job = std::exchange(m_listed, std::nullopt)) {
            m_jobs.remove(*job);
        }
    } else if (!m_listed && !m_patience.isActive()) {
        m_patience.start();
        m_elapsed.start();
        m_fraction = -1;
    }
}

void SlowJob::report(double fraction)
{
    constexpr double tellsHowLong = 0.02;
    m_fraction = fraction;
    if (m_listed) {
        const double seconds = static_cast<double>(m_elapsed.elapsed()) / 1000;
        m_jobs.report(*m_listed, fraction, fraction > tellsHowLong ? seconds * (1 - fraction) / fraction : -1);
    }
}
