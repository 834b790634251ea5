// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/JobList.h"

#include <QElapsedTimer>
#include <QTimer>

#include <optional>

/// Shows work in a list of jobs, with a way to stop it, once it lasts long enough to be waited for.
class SlowJob : public QObject
{
    Q_OBJECT

public:
    /// `stop` makes the work end, which is told through `setRunning` as any other end.
    SlowJob(JobList& jobs, const QString& title, std::function<void()> stop, QObject* parent = nullptr);

    void setRunning(bool running);
    void report(double fraction); ///< of the work that is running

private:
    JobList& m_jobs;
    QTimer m_patience;
    QElapsedTimer m_elapsed;
    std::optional<int> m_listed; ///< the job's number in the list
    double m_fraction = -1;      ///< reported last, of the work that is running
};
