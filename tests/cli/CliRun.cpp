// SPDX-License-Identifier: GPL-3.0-or-later
#include "CliRun.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

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

static bool hasUnfinished(const QString& folder)
{
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder.toStdString(), ignored)) {
        const std::string name = entry.path().filename().string();
        const std::uintmax_t bytes = entry.file_size(ignored);
        if (name.starts_with('.') && name.ends_with(".tmp") && bytes > 0 && bytes != static_cast<std::uintmax_t>(-1)) {
            return true;
        }
    }
    return false;
}

static void waitUntilStopped(qint64 process)
{
    QByteArray state;
    while (!state.contains(") T") && !state.contains(") Z")) {
        QFile file(QStringLiteral("/proc/%1/stat").arg(process));
        state = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray(") Z");
    }
}

bool interruptedWhileWriting(const QStringList& arguments, const QString& folder)
{
    QProcess process;
    process.start(cliProgram(), arguments);
    process.waitForStarted();
    const auto pid = static_cast<pid_t>(process.processId());
    bool isCaught = false;
    while (!isCaught && !process.waitForFinished(0)) {
        if (hasUnfinished(folder)) {
            ::kill(pid, SIGSTOP);
            waitUntilStopped(pid);
            isCaught = hasUnfinished(folder); // it may have ended meanwhile
            ::kill(pid, isCaught ? SIGTERM : SIGCONT);
            ::kill(pid, SIGCONT);
        }
    }
    process.waitForFinished(240'000);
    return isCaught;
}

static QString brokenByStop(const QStringList& arguments, const QString& out, qint64 afterMs)
{
    QProcess process;
    process.start(cliProgram(), arguments);
    process.waitForStarted();
    const auto pid = static_cast<pid_t>(process.processId());
    if (!process.waitForFinished(static_cast<int>(afterMs))) {
        ::kill(pid, SIGINT);
        process.waitForFinished(240'000);
    }
    const QString errors = QString::fromUtf8(process.readAllStandardError());
    const bool isDone = process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    const bool isThere = QFile::remove(out);
    const bool isStopped = errors.contains(QLatin1String("Stopping"));
    const bool isRight = isDone ? isThere && !isStopped : !(isStopped && isThere);
    return isRight ? QString()
                   : QStringLiteral("after %1 ms: exit code %2, file %3, %4")
                         .arg(afterMs)
                         .arg(process.exitCode())
                         .arg(isThere ? "there" : "not there")
                         .arg(errors);
}

QString brokenByStops(const QStringList& arguments, const QString& out)
{
    constexpr int moments = 12;
    constexpr qint64 apartMs = 15;
    QElapsedTimer timer;
    timer.start();
    const CliResult whole = runCli(arguments);
    const qint64 wholeMs = timer.elapsed();
    QString broken = whole.exitCode == 0 ? QString() : whole.errors;
    QFile::remove(out);
    for (int i = 0; i < moments && broken.isEmpty(); ++i) {
        broken = brokenByStop(arguments, out, std::max<qint64>(1, wholeMs - i * apartMs));
    }
    return broken;
}
