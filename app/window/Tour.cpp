// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/Tour.h"

#include "base/UserError.h"
#include "plots/MapCanvas.h"
#include "plots/MapView.h"
#include "window/MainWindow.h"

#include <QApplication>

#include <cstdio>

namespace {
constexpr int tickMs = 15;
constexpr int longestStepMs = 30000;
constexpr int longestTourMs = 115000;
constexpr int ticksToSettle = 12; ///< 0.2 s without anything new: the status line has written its texts too
} // namespace

Tour::Tour(MainWindow& window, std::filesystem::path folder)
    : QObject(&window)
    , m_window(window)
    , m_folder(std::move(folder))
{
    for (auto part : {&Tour::startSteps, &Tour::mapSteps, &Tour::attributeSteps, &Tour::undoSteps, &Tour::fileSteps,
                      &Tour::avatarSteps}) {
        for (Step& step : (this->*part)()) {
            m_steps.push_back(std::move(step));
        }
    }
    m_window.setFixedSize(1440, 900);
    std::error_code error;
    std::filesystem::create_directories(m_folder, error);
    if (error) {
        end(tr("the folder %1 cannot be made (%2)")
                .arg(QString::fromStdString(m_folder.string()), QString::fromStdString(error.message())));
        return;
    }
    QTimer::singleShot(longestTourMs, this, [this] { end(tr("it took longer than two minutes")); });
    connect(&m_timer, &QTimer::timeout, this, &Tour::tick);
    m_timer.start(tickMs);
}

Tour::Shown Tour::shown() const
{
    return {m_window.workspace().preview.image().copy(),
            m_window.mapView().canvas().markerPixel().value_or(QPointF(-1, -1))};
}

bool Tour::isSettled() const
{
    const DecodedPreview& preview = m_window.workspace().preview;
    return !preview.image().isNull() && preview.serial() == preview.newestSerial() &&
           preview.row() == m_window.workspace().session.decodedRow();
}

void Tour::tick()
{
    if (!m_isActing) {
        beginStep();
    }
    try {
        const bool isThere = m_steps[m_step].isDone() && isSettled();
        m_settledTicks = isThere ? m_settledTicks + 1 : 0;
        if (m_settledTicks >= ticksToSettle) {
            finishStep();
        } else if (m_stepTime.elapsed() > longestStepMs) {
            const QString said = m_window.messages().text();
            end(tr("nothing came of it within %1 s%2")
                    .arg(longestStepMs / 1000)
                    .arg(said.isEmpty() ? QString() : tr("; the window says: %1").arg(said)));
        }
    } catch (const std::exception& error) {
        end(QString::fromUtf8(error.what()));
    }
}

void Tour::beginStep()
{
    m_isActing = true;
    m_settledTicks = 0;
    m_stepTime.start();
    try {
        m_steps[m_step].act();
    } catch (const std::exception& error) {
        end(QString::fromUtf8(error.what()));
    }
}

void Tour::finishStep()
{
    m_shown.push_back(shown());
    const QString name = QStringLiteral("%1-%2.png").arg(m_step + 1).arg(m_steps[m_step].name);
    const QString file = QString::fromStdString((m_folder / name.toStdString()).string());
    QWidget* const dialog = QApplication::activeModalWidget();
    if (!(dialog ? dialog : &m_window)->grab().toImage().save(file)) {
        return end(tr("%1 cannot be written").arg(file));
    }
    m_steps[m_step].check();
    std::printf("%s\n", qUtf8Printable(file));
    m_isActing = false;
    if (++m_step == m_steps.size()) {
        end({});
    }
}

void Tour::end(const QString& problem)
{
    if (std::exchange(m_hasEnded, true)) {
        return;
    }
    m_timer.stop();
    if (!problem.isEmpty()) {
        const QString step = m_step < m_steps.size() ? m_steps[m_step].name : QString();
        const QString sentence = problem.endsWith(QLatin1Char('.')) ? problem : problem + QLatin1Char('.');
        std::fprintf(stderr, "morphoscope: the tour stopped at step %zu (%s): %s\n", m_step + 1, qUtf8Printable(step),
                     qUtf8Printable(sentence));
    }
    // The event loop may not run yet: leave it as soon as it does.
    QTimer::singleShot(0, qApp, [failed = !problem.isEmpty()] { QCoreApplication::exit(failed ? 1 : 0); });
}
