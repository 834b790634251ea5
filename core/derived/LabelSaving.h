// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"

#include <QObject>

/// Writes the labels of the session's space to its folder shortly after each change, undo and redo included, off the
/// GUI thread, and lets the session know what the folder holds. Labels that cannot be written there (the space came
/// with the program, its folder is read-only, a write failed) are the session's to keep.
class LabelSaving : public QObject
{
    Q_OBJECT

public:
    /// `executable` is the running program, beside which its own spaces are.
    LabelSaving(Session& session, std::filesystem::path executable, QObject* parent = nullptr);
    ~LabelSaving() override; ///< flushes

    /// Writes what is not written yet, and returns when it is on the disk or has failed.
    void flush();
    [[nodiscard]] bool isWaiting() const; ///< for something that is to be written

Q_SIGNALS:
    void saved(const QString& line);
    /// Once for each space: labels are kept with the session, and why.
    void keptWithSession(const QString& line);
    void mergedWithOthers(const QString& line); ///< another program had changed the file, too
    void failed(const QString& message);        ///< the first write that failed, until one succeeds again

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
