// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/Session.h"

#include <QObject>

#include <memory>

/// Writes the maps that the session's space keeps to its folder after each change, undo and redo included, off the GUI
/// thread: what differs from what it had written last.
class MapSaving : public QObject
{
    Q_OBJECT

public:
    explicit MapSaving(Session& session, QObject* parent = nullptr);
    ~MapSaving() override; ///< flushes

    /// Writes what is not written yet, and returns when it is on the disk or has failed.
    void flush();
    [[nodiscard]] bool isWaiting() const; ///< for something that is to be written

Q_SIGNALS:
    void saved(const QString& line);
    void failed(const QString& message); ///< tried again with the next change there, and at the end

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
