// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"
#include "session/Settings.h"

#include <memory>

/// Writes the session to this window's own file shortly after each change, in the background, and once more when it
/// goes away. A session without a space is never written: an empty state does not replace a good one.
class Autosave : public QObject
{
    Q_OBJECT

public:
    /// Takes the first of session.json, session-2.json, … in `folders.state` that no other window holds.
    Autosave(const Session& session, const UserFolders& folders, QObject* parent = nullptr);
    ~Autosave() override; ///< flushes

    /// Where this window's session is kept, and was kept the last time; empty when the folder cannot be used.
    [[nodiscard]] const std::filesystem::path& file() const;
    /// Writes now, if there is something new, and returns when it is on the disk.
    void flush();

Q_SIGNALS:
    void failed(const QString& message); ///< the first write that failed, until one succeeds again

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
