// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/EngineChoice.h"

#include <QObject>
#include <QString>

#include <mutex>

/// Waits for a model that takes its time, and says so: for long work that somebody watches and can stop. Reading
/// pictures is not waited for, as no picture may take that long. It must outlive the threads that wait.
class EngineWait : public QObject
{
    Q_OBJECT

public:
    /// Lets the engines of `wish` be waited for.
    void apply(EngineWish& wish);
    /// It has answered, or nobody waits any more.
    void forget();
    [[nodiscard]] const QString& sentence() const { return m_sentence; } ///< empty: nothing is overdue

Q_SIGNALS:
    void changed();

protected:
    void customEvent(QEvent* event) override;

private:
    QString m_sentence;
    std::mutex m_mutex; ///< guards the seconds
    double m_seconds = 0;
};
