// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QStringList>

/// What a run of morphoscope-cli left.
struct CliResult
{
    int exitCode = -1; ///< -1: it crashed or did not end
    QByteArray output;
    QString errors;
    [[nodiscard]] QJsonObject json() const; ///< empty unless standard output is exactly one object
};

struct CliSetting
{
    bool asNobody = false;   ///< as uid 65534, who may read nothing of others
    qint64 largestFile = -1; ///< bytes that a file may have at most, as on a full disk
    QString spaces;          ///< MORPHOSCOPE_SPACES
};

[[nodiscard]] QString cliProgram();
/// Sends SIGTERM while the call has an unfinished file of some bytes in `folder`. False when it was done before that
/// was seen: try again.
[[nodiscard]] bool interruptedWhileWriting(const QStringList& arguments, const QString& folder);
/// Calls again and again, each time with Ctrl+C at another moment near the end. What is wrong where a call says that it
/// stops and then succeeds or leaves the file `out`; else empty.
[[nodiscard]] QString brokenByStops(const QStringList& arguments, const QString& out);
[[nodiscard]] CliResult runCli(const QStringList& arguments, const CliSetting& setting = {});
