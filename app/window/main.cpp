// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/MainWindow.h"
#include "window/Theme.h"
#include "window/Tour.h"

#include <QApplication>

#include <csignal>

int main(int argc, char** argv)
{
    std::signal(SIGXFSZ, SIG_IGN); // a full quota is an error like another, not the end of the process

    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("morphoscope"));
    QApplication::setApplicationDisplayName(QStringLiteral("Morphoscope"));
    QApplication::setApplicationVersion(QString::fromLatin1(MORPHOSCOPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.morphoscope.Morphoscope"));

    StartOptions options = readStartOptions(QApplication::arguments());
    applyTheme(Theme::System); // the style must be there before the widgets: they take their margins from it
    MainWindow window(std::move(options));
    if (const Theme theme = window.workspace().settings.theme; theme != Theme::System) {
        applyTheme(theme);
    }
    window.show();
    if (const auto& folder = window.workspace().options.tour; !folder.empty()) {
        new Tour(window, folder); // the window owns it
    }
    return QApplication::exec();
}
