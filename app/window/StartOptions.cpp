// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/StartOptions.h"

#include "engine/EngineTypes.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

namespace {
[[noreturn]] void endWithUsage(const QString& sentence)
{
    std::fprintf(stderr, "morphoscope: %s\n", qUtf8Printable(sentence));
    std::exit(2);
}

std::filesystem::path pathOf(const QString& text)
{
    return text.toStdString();
}
} // namespace

StartOptions readStartOptions(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("StartOptions", "A desktop instrument for latent spaces."));
    const auto text = [](const char* words) { return QCoreApplication::translate("StartOptions", words); };
    parser.addPositionalArgument(
        QStringLiteral("space"),
        text("A space folder, a TorchScript decoder, an embedded space's name, a session, or a picture saved by "
             "Morphoscope. Default: the last session."),
        QStringLiteral("[space]"));
    const QCommandLineOption device(QStringLiteral("device"), text("auto, cpu, cuda or cuda:n; for this run."),
                                    QStringLiteral("device"));
    const QCommandLineOption engine(QStringLiteral("engine"), text("The engine program to use; for this run."),
                                    QStringLiteral("file"));
    const QCommandLineOption tour(
        QStringLiteral("tour"), text("Drive the embedded space through the main job and write a picture of each step."),
        QStringLiteral("folder"));
    const QCommandLineOption config(QStringLiteral("config-dir"),
                                    text("Keep settings, sessions and caches in this folder."),
                                    QStringLiteral("folder"));
    parser.addOptions({device, engine, tour, config});
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    if (!parser.parse(arguments)) {
        endWithUsage(parser.errorText());
    }
    if (parser.isSet(help)) {
        parser.showHelp(0);
    }
    if (parser.isSet(version)) {
        parser.showVersion();
    }
    if (parser.positionalArguments().size() > 1) {
        endWithUsage(text("give one space; a second window is a second call."));
    }

    if (const std::string wrong = wrongDeviceName(parser.value(device).toStdString());
        parser.isSet(device) && !wrong.empty()) {
        endWithUsage(QStringLiteral("--device: ") + QString::fromStdString(wrong));
    }

    StartOptions options;
    options.executable = pathOf(QCoreApplication::applicationFilePath());
    if (!parser.positionalArguments().isEmpty()) {
        options.open = parser.positionalArguments().constFirst().toStdString();
    }
    if (parser.isSet(device)) {
        options.device = parser.value(device).toStdString();
    }
    if (parser.isSet(engine)) {
        options.engine = parser.value(engine).toStdString();
    }
    options.tour = pathOf(parser.value(tour));
    options.folders = UserFolders::ofUser();
    if (parser.isSet(config)) {
        options.configFolder = pathOf(parser.value(config));
        options.folders = {options.configFolder, options.configFolder, options.configFolder / "cache"};
    }
    if (!options.tour.empty()) {
        options.folders.cache = options.tour / "cache"; // it leaves nothing behind with the user
    }
    return options;
}
