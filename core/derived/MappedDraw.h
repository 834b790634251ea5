// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "derived/LiveEngine.h"
#include "jobs/LatestJob.h"

/// Sends draws of the prior through the space's mapping network; the newest one wins.
class MappedDraw : public QObject
{
    Q_OBJECT

public:
    explicit MappedDraw(LiveEngine& engine, QObject* parent = nullptr);

    /// `z` is as long as the mapping takes. Nothing comes of it while no engine is ready.
    void ask(LatentVector z);

Q_SIGNALS:
    void drawn(const LatentVector& latent); ///< w
    void failed(const QString& message);

private:
    LiveEngine& m_engine;
    LatestJob<LatentVector> m_job;
};
