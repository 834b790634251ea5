// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <vector>

/// Long work that is running, for the status bar: what, how far, and a way to stop it.
class JobList : public QObject
{
    Q_OBJECT

public:
    struct Job
    {
        int id = 0;
        QString title;
        double fraction = -1; ///< below 0: unknown
        double secondsLeft = -1;
        std::function<void()> cancel; ///< empty: cannot be cancelled
    };
    explicit JobList(QObject* parent = nullptr);

    int add(const QString& title, std::function<void()> cancel = {});
    void report(int id, double fraction, double secondsLeft = -1);
    void remove(int id);
    [[nodiscard]] const std::vector<Job>& jobs() const { return m_jobs; }

Q_SIGNALS:
    void changed();

private:
    std::vector<Job> m_jobs;
    int m_lastId = 0;
};
