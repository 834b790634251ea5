// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"

#include <QJsonDocument>

#include <sys/resource.h>
#include <unistd.h>

QJsonObject CliResult::json() const
{
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(output, &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

QString cliProgram()
{
    return QStringLiteral(MORPHOSCOPE_BIN_DIR "/morphoscope-cli");
}

CliResult runCli(const QStringList& arguments, const CliSetting& setting)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove("QT_QPA_PLATFORM"); // no display is needed, and no stand-in for one
    environment.insert("MORPHOSCOPE_SPACES", setting.spaces);
    process.setProcessEnvironment(environment);
    process.setChildProcessModifier([&setting] {
        if (setting.largestFile >= 0) {
            const auto bytes = static_cast<rlim_t>(setting.largestFile);
            const rlimit limit{bytes, bytes};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        }
        if (setting.asNobody && (::setgid(65534) != 0 || ::setuid(65534) != 0)) {
            ::_exit(99);
        }
    });
    process.start(cliProgram(), arguments);
    CliResult result;
    if (process.waitForFinished(240'000) && process.exitStatus() == QProcess::NormalExit) {
        result.exitCode = process.exitCode();
    }
    result.output = process.readAllStandardOutput();
    result.errors = QString::fromUtf8(process.readAllStandardError());
    return result;
}
