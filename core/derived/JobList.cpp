// SPDX-License-Identifier: GPL-3.0-or-later
#include "derived/JobList.h"

#include <algorithm>

JobList::JobList(QObject* parent)
    : QObject(parent)
{
}

int JobList::add(const QString& title, std::function<void()> cancel)
{
    m_jobs.push_back({.id = ++m_lastId, .title = title, .cancel = std::move(cancel)});
    Q_EMIT changed();
    return m_lastId;
}

void JobList::report(int id, double fraction, double secondsLeft)
{
    const auto job = std::find_if(m_jobs.begin(), m_jobs.end(), [id](const Job& each) { return each.id == id; });
    if (job == m_jobs.end() || (job->fraction == fraction && job->secondsLeft == secondsLeft)) {
        return;
    }
    job->fraction = fraction;
    job->secondsLeft = secondsLeft;
    Q_EMIT changed();
}

void JobList::remove(int id)
{
    if (std::erase_if(m_jobs, [id](const Job& each) { return each.id == id; }) > 0) {
        Q_EMIT changed();
    }
}
