// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/StatusLine.h"

#include "window/Icons.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>

namespace {
constexpr int writeEveryMs = 300;

void setTextIfNew(QLabel& label, const QString& text, const QString& tip)
{
    if (label.text() != text) {
        label.setText(text);
    }
    label.setVisible(!text.isEmpty());
    if (label.toolTip() != tip) {
        label.setToolTip(tip);
    }
}

QString milliseconds(double ms)
{
    return StatusLine::tr("%1 ms").arg(QLocale().toString(ms, 'f', ms < 10 ? 1 : 0));
}
} // namespace

StatusLine::StatusLine(const LiveEngine& engine, const DecodedPreview& preview, const JobList& jobs, QWidget* parent)
    : QStatusBar(parent)
    , m_engine(engine)
    , m_preview(preview)
    , m_jobs(jobs)
{
    setObjectName(QStringLiteral("statusLine"));
    setSizeGripEnabled(false);
    setContentsMargins(8, 0, 8, 0);
    addLabel(m_device, "deviceStatus", {});
    addLabel(m_decode, "decodeStatus", tr("How long the engine takes for one picture"));
    addLabel(m_latency, "latencyStatus",
             tr("From a move of a slider to its picture on the screen: half of the moves and 95 % of them are faster"));
    addJobs();
    // Laid out anew, Qt shows again what it hid below a message, unless it was hidden by name.
    connect(this, &QStatusBar::messageChanged, this, [this](const QString& message) {
        for (QLabel* label : {m_device, m_decode, m_latency}) {
            label->setVisible(message.isEmpty());
        }
    });

    m_soon.setSingleShot(true);
    m_soon.setInterval(writeEveryMs);
    connect(&m_soon, &QTimer::timeout, this, &StatusLine::write);
    const auto soon = [this] {
        if (!m_soon.isActive()) {
            m_soon.start();
        }
    };
    connect(&m_engine, &LiveEngine::statusChanged, this, soon);
    connect(&m_engine, &LiveEngine::ready, this, soon);
    connect(&m_preview, &DecodedPreview::imageChanged, this, soon);
    connect(&m_jobs, &JobList::changed, this, soon);
    connect(this, &QStatusBar::messageChanged, this, soon);
    write();
}

void StatusLine::addLabel(QLabel*& label, const char* name, const QString& tip)
{
    label = new QLabel(this);
    label->setObjectName(QLatin1String(name));
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setToolTip(tip);
    label->setContentsMargins(0, 0, 16, 0);
    addWidget(label);
}

void StatusLine::addJobs()
{
    m_job = new QLabel(this);
    m_job->setObjectName(QStringLiteral("jobStatus"));
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("jobProgress"));
    m_progress->setFixedSize(120, 12);
    m_progress->setTextVisible(false);
    m_cancel = new QToolButton(this);
    m_cancel->setObjectName(QStringLiteral("cancelJob"));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setAutoRaise(true);
    m_cancel->setFocusPolicy(Qt::TabFocus);
    m_cancel->setAccessibleName(tr("Cancel the running job"));
    m_cancel->setToolTip(tr("Stop this job; what it was to replace stays as it is"));
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (!m_jobs.jobs().empty() && m_jobs.jobs().front().cancel) {
            const auto cancel = m_jobs.jobs().front().cancel; // the job may leave the list while this runs
            cancel();
        }
    });
    addPermanentWidget(m_job);
    addPermanentWidget(m_progress);
    addPermanentWidget(m_cancel);
}

void StatusLine::write()
{
    if (currentMessage().isEmpty()) { // what it says has the place of these
        writeDevice();
        writeTimes();
    }
    writeJobs();
}

void StatusLine::writeDevice()
{
    switch (m_engine.status()) {
    case LiveEngine::Status::Idle:
        return setTextIfNew(*m_device, {}, {});
    case LiveEngine::Status::Starting:
        return setTextIfNew(*m_device, tr("starting the engine …"), {});
    case LiveEngine::Status::Loading:
        return setTextIfNew(*m_device, tr("loading the model …"), {});
    case LiveEngine::Status::Failed:
        return setTextIfNew(*m_device, tr("no model"), {});
    case LiveEngine::Status::GaveUp:
        return setTextIfNew(*m_device, tr("no engine"), {});
    case LiveEngine::Status::Ready:
        break;
    }
    const LoadedModel* model = m_engine.model();
    if (!model) {
        return;
    }
    const QString hint = m_engine.gpuHint();
    const QString threads = model->atenThreads == 1 ? tr("1 thread") : tr("%1 threads").arg(model->atenThreads);
    QString text = tr("%1, %2").arg(QString::fromStdString(model->device), threads);
    if (!hint.isEmpty()) {
        text += tr(" · the GPU is not used: ./dev --torch pip build");
    }
    const Sandbox& sandbox = m_engine.sandbox();
    const bool isWalled = sandbox.level != SandboxLevel::None;
    text += isWalled ? tr(" · sandbox: %1").arg(QLatin1String(nameOf(sandbox.level))) : tr(" · no sandbox");
    QString tip = tr("%1\nLibTorch %2, loaded in %3")
                      .arg(QString::fromStdString(model->deviceReason), QString::fromStdString(model->libTorch),
                           milliseconds(model->loadMs));
    tip += isWalled ? tr("\nThe model is walled in: %1").arg(QString::fromStdString(sandbox.reason))
                    : tr("\nNothing walls the model in: %1").arg(QString::fromStdString(sandbox.reason));
    if (!hint.isEmpty()) {
        tip += QLatin1Char('\n') + hint;
    }
    setTextIfNew(*m_device, text, tip);
}

void StatusLine::writeTimes()
{
    const double decodeMs = m_preview.decodeMs();
    setTextIfNew(*m_decode, decodeMs > 0 ? tr("decode %1").arg(milliseconds(decodeMs)) : QString(),
                 m_decode->toolTip());
    const DecodedPreview::Latency latency = m_preview.latency();
    setTextIfNew(
        *m_latency,
        latency.count > 0
            ? tr("slider to picture p50 %1, p95 %2").arg(milliseconds(latency.p50Ms), milliseconds(latency.p95Ms))
            : QString(),
        m_latency->toolTip());
}

void StatusLine::writeJobs()
{
    const bool any = !m_jobs.jobs().empty();
    m_job->setVisible(any);
    m_progress->setVisible(any);
    m_cancel->setVisible(any && m_jobs.jobs().front().cancel);
    if (!any) {
        return;
    }
    const JobList::Job& job = m_jobs.jobs().front();
    QString text = job.title;
    if (m_jobs.jobs().size() > 1) {
        text += tr(" (and %1 more)").arg(m_jobs.jobs().size() - 1);
    }
    if (job.secondsLeft >= 0) {
        text += tr(", %1 s left").arg(qCeil(job.secondsLeft));
    }
    setTextIfNew(*m_job, text, text);
    m_progress->setAccessibleName(job.title);
    m_progress->setToolTip(text);
    m_progress->setRange(0, job.fraction < 0 ? 0 : 1000); // 0 to 0: busy, of unknown length
    m_progress->setValue(qRound(job.fraction * 1000));
}
