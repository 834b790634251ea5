// SPDX-License-Identifier: GPL-3.0-or-later
// What the benchmarks of the window share.
#pragma once

#include "BenchReport.h"
#include "session/PointEdits.h"
#include "window/Workspace.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include <functional>

/// A window with settings of its own, opened on `space`.
inline StartOptions benchOptions(const std::filesystem::path& programs, const std::filesystem::path& home,
                                 const std::string& space)
{
    StartOptions options;
    options.executable = programs / "morphoscope";
    options.configFolder = home;
    options.folders = {home / "config", home / "state", home / "cache"};
    options.open = space;
    return options;
}

/// Runs the event loop until `condition` holds; ends the program when it does not come true.
inline void waitFor(const char* what, const std::function<bool()>& condition, int seconds = 60)
{
    const Stopwatch watch;
    while (!condition()) {
        if (watch.ms() > seconds * 1000.0) {
            std::cerr << "never happened: " << what << '\n';
            std::_Exit(1);
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    }
}

inline void rest(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

inline bool isUpToDate(const Workspace& workspace)
{
    return !workspace.preview.image().isNull() && workspace.preview.serial() == workspace.preview.newestSerial();
}

/// Moves slider after slider at 125 Hz, as a fast mouse does.
inline void drag(Workspace& workspace, int moves, std::vector<double>& decodeMs)
{
    const auto watching = QObject::connect(&workspace.preview, &DecodedPreview::imageChanged, &workspace,
                                           [&] { decodeMs.push_back(workspace.preview.decodeMs()); });
    QEventLoop loop;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    int move = 0;
    const int gesture = workspace.session.newGesture();
    QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
        workspace.session.edit(
            QStringLiteral("Move"),
            [&](SessionState& state) {
                setSlider(state, nullptr, static_cast<std::size_t>(move / 50) % state.base.size(),
                          static_cast<float>(std::sin(move * 0.1)));
            },
            gesture);
        if (++move == moves) {
            loop.quit();
        }
    });
    timer.start(8);
    loop.exec();
    waitFor("the last picture", [&] { return isUpToDate(workspace); });
    QObject::disconnect(watching);
}
