// SPDX-License-Identifier: GPL-3.0-or-later
// What the benchmarks of the window share.
#pragma once

#include "BenchReport.h"
#include "controls/SliderView.h"
#include "window/MainWindow.h"

#include <QApplication>
#include <QEventLoop>
#include <QMouseEvent>
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

/// The hand on a slider: mouse events as they come from the window system.
inline void sendMouse(QWidget& widget, QEvent::Type type, QPoint place)
{
    const bool isMove = type == QEvent::MouseMove;
    QMouseEvent event(type, place, widget.mapToGlobal(place), isMove ? Qt::NoButton : Qt::LeftButton,
                      type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &event);
}

/// Drags slider after slider with 125 moves a second, as a fast mouse does.
inline void drag(MainWindow& window, int moves, std::vector<double>& decodeMs)
{
    constexpr int movesOfASlider = 50;
    constexpr int rows = 8; // of those in sight
    Workspace& workspace = window.workspace();
    const SliderView& sliders = *window.findChild<SliderView*>();
    const auto watching = QObject::connect(&workspace.preview, &DecodedPreview::imageChanged, &workspace,
                                           [&] { decodeMs.push_back(workspace.preview.decodeMs()); });
    QEventLoop loop;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    int move = 0;
    QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
        const QRect track = sliders.columns(move / movesOfASlider % std::min(rows, sliders.rowCount())).track;
        const QPoint place(track.center().x() + qRound(0.4 * track.width() * std::sin(move * 0.1)), track.center().y());
        const int step = move % movesOfASlider;
        sendMouse(*sliders.viewport(), step == 0 ? QEvent::MouseButtonPress : QEvent::MouseMove, place);
        if (step == movesOfASlider - 1) {
            sendMouse(*sliders.viewport(), QEvent::MouseButtonRelease, place);
        }
        if (++move == moves) {
            loop.quit();
        }
    });
    timer.start(8);
    loop.exec();
    waitFor("the last picture", [&] { return isUpToDate(workspace); });
    QObject::disconnect(watching);
}
