// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/JobList.h"
#include "latent/NearestSamples.h"
#include "session/Session.h"

/// Adds to the selection what lies nearest to its samples in latent space, in the background and as one undo step.
class SelectionGrowth : public QObject
{
    Q_OBJECT

public:
    SelectionGrowth(Session& session, JobList& jobs, QObject* parent = nullptr);
    ~SelectionGrowth() override;

    /// The `count` nearest of each selected sample. What runs is given up.
    void grow(std::size_t count);
    [[nodiscard]] bool isRunning() const;
    void stop(); ///< the selection stays as it is

Q_SIGNALS:
    void finished(const QString& line);
    void failed(const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
