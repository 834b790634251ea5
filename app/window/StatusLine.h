// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/DecodedPreview.h"
#include "derived/JobList.h"

#include <QStatusBar>
#include <QTimer>

class QLabel;
class QProgressBar;
class QToolButton;

/// Device and threads, decoding time, slider-to-picture times and running jobs. Written a few times a second at most,
/// and only where a text changed: an idle window repaints nothing.
class StatusLine : public QStatusBar
{
    Q_OBJECT

public:
    StatusLine(const LiveEngine& engine, const DecodedPreview& preview, const JobList& jobs, QWidget* parent = nullptr);

private:
    void addLabel(QLabel*& label, const char* name, const QString& tip);
    void addJobs();
    void write();
    void writeDevice();
    void writeTimes();
    void writeJobs();

    const LiveEngine& m_engine;
    const DecodedPreview& m_preview;
    const JobList& m_jobs;
    QTimer m_soon;
    QLabel* m_device = nullptr;
    QLabel* m_decode = nullptr;
    QLabel* m_latency = nullptr;
    QLabel* m_job = nullptr;
    QProgressBar* m_progress = nullptr;
    QToolButton* m_cancel = nullptr;
};
