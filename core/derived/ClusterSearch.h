// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/JobList.h"
#include "derived/LiveEngine.h"
#include "session/Session.h"

/// Groups the samples by their latents in an engine of its own, and gives them a label column of it, as one undo step.
class ClusterSearch : public QObject
{
    Q_OBJECT

public:
    ClusterSearch(Session& session, const LiveEngine& engine, JobList& jobs, QObject* parent = nullptr);
    ~ClusterSearch() override;

    /// Of the samples that are shown, which have latents; what runs is given up.
    void find(const ClusterOptions& options);
    [[nodiscard]] bool isRunning() const;
    void stop(); ///< ends the engine; the labels stay as they are

Q_SIGNALS:
    void finished(const QString& line); ///< what was found
    void failed(const QString& message);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};
